using System.Globalization;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Jose;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>Orders, authorizations, challenges, certificates and their revocation (RFC 8555 §7.4 to §7.6).</summary>
internal sealed class AcmeOrders(IGrainFactory grains, AcmeView view)
{
    public async Task<AcmeReply> Create(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!request.TryRead(AcmeJsonContext.Default.NewOrderJson, out var wish, out var problem))
        {
            return problem;
        }

        AcmeIdentifier[] identifiers = [.. (wish.Identifiers ?? []).Select(static identifier => new AcmeIdentifier(identifier?.Type ?? string.Empty, identifier?.Value ?? string.Empty))];
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var command = new CreateAcmeOrderCommand(
            request.Account!.Id, wish.Profile ?? string.Empty, [.. identifiers], wish.NotBefore, wish.NotAfter, request.Address)
        {
            Server = request.Server,
            Replaces = wish.Replaces,
        };
        return Reply(await grains.AcmeOrder(id).Create(command, cancellationToken), order => view.Order(order, StatusCodes.Status201Created));
    }

    /// <summary>RFC 8555 §7.4.1.</summary>
    public async Task<AcmeReply> CreateAuthorization(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!request.TryRead(AcmeJsonContext.Default.NewAuthorizationJson, out var wish, out var problem))
        {
            return problem;
        }

        var identifier = new AcmeIdentifier(wish.Identifier?.Type ?? string.Empty, wish.Identifier?.Value ?? string.Empty);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var made = await grains.AcmeOrder(id).CreateAuthorization(
            new CreateAcmeAuthorizationCommand(request.Account!.Id, identifier, request.Server, request.Address), cancellationToken);
        return Reply(made, order => view.Authorization(order, 0, StatusCodes.Status201Created));
    }

    public async Task<AcmeReply> Get(AcmeRequest request, CancellationToken cancellationToken) =>
        Refuse(request)
            ?? Reply(await Order(request).Get(request.Account!.Id, cancellationToken), order => order.IsAuthorization ? NoSuchOrder() : view.Order(order));

    public async Task<AcmeReply> GetCertificate(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refused)
        {
            return refused;
        }

        var certificate = await Order(request).GetCertificate(request.Account!.Id, cancellationToken);
        return certificate.Succeeded
            ? view.Certificate(request.Route("order"), certificate.Value, request.Route("chain"))
                ?? AcmeProblems.Malformed("There is no such chain.", StatusCodes.Status404NotFound)
            : certificate.Refusal.ToReply();
    }

    public async Task<AcmeReply> Finalize(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!request.TryRead(AcmeJsonContext.Default.FinalizeJson, out var wish, out var problem))
        {
            return problem;
        }

        if (wish.Csr is null || !Base64UrlText.TryDecode(wish.Csr, out var csr))
        {
            return new Refusal(RefusalCode.BadCsr, "\"csr\" must be the DER of a PKCS#10 request in base64url.").ToReply();
        }

        var command = new FinalizeCommand(request.Account!.Id, [.. csr], request.Account.PublicKey, request.Address);
        return Reply(await Order(request).Finalize(command, cancellationToken), order => view.Order(order));
    }

    /// <summary>POST-as-GET, or <c>{"status":"deactivated"}</c> (RFC 8555 §7.5.2).</summary>
    public async Task<AcmeReply> Authorization(AcmeRequest request, CancellationToken cancellationToken)
    {
        var index = Index(request);
        Outcome<AcmeOrder> order;
        if (request.IsPostAsGet)
        {
            order = await Order(request).Get(request.Account!.Id, cancellationToken);
        }
        else if (!request.TryRead(AcmeJsonContext.Default.StatusJson, out var wish, out var problem))
        {
            return problem;
        }
        else if (wish.Status != "deactivated")
        {
            return AcmeProblems.Malformed("The status of an authorization can only be set to \"deactivated\".");
        }
        else
        {
            order = await Order(request).Deactivate(request.Account!.Id, index, cancellationToken);
        }

        return Reply(order, found => index >= 0 && index < found.Authorizations.Length ? view.Authorization(found, index) : NotFound());
    }

    /// <summary>POST-as-GET, or <c>{}</c> to say that the challenge is ready (RFC 8555 §7.5.1).</summary>
    public async Task<AcmeReply> Challenge(AcmeRequest request, CancellationToken cancellationToken)
    {
        var (index, type) = (Index(request), request.Route("type"));
        Outcome<AcmeOrder> order;
        if (request.IsPostAsGet)
        {
            order = await Order(request).Get(request.Account!.Id, cancellationToken);
        }
        else if (!request.TryRead(AcmeJsonContext.Default.StatusJson, out _, out var problem))
        {
            return problem;
        }
        else
        {
            order = await Order(request).Respond(new RespondCommand(request.Account!.Id, index, type, request.Account.Thumbprint), cancellationToken);
        }

        return Reply(order, found => index >= 0 && index < found.Authorizations.Length && found.Authorizations[index].Challenges.Any(challenge => challenge.Type == type)
            ? view.Challenge(found, index, type)
            : NotFound());
    }

    public async Task<AcmeReply> Revoke(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!request.TryRead(AcmeJsonContext.Default.RevokeJson, out var wish, out var problem))
        {
            return problem;
        }

        if (wish.Certificate is null || !Base64UrlText.TryDecode(wish.Certificate, out var certificate))
        {
            return AcmeProblems.Malformed("\"certificate\" must be the certificate's DER in base64url.");
        }

        var signingKey = request.Account?.PublicKey ?? [.. request.Message.Key!.PublicKey.Der.Span];
        var command = new AcmeRevokeCommand([.. certificate], wish.Reason, request.Account?.Id, signingKey, request.Address);
        var receipt = await grains.AcmeRevocation().Revoke(command, cancellationToken);
        return receipt.Succeeded ? new AcmeReply(StatusCodes.Status200OK) : receipt.Refusal.ToReply();
    }

    private IAcmeOrderGrain Order(AcmeRequest request) => grains.AcmeOrder(request.Route("order"));

    private static AcmeReply? Refuse(AcmeRequest request) => request.IsPostAsGet ? null : AcmeProblems.Malformed("The payload must be empty (RFC 8555 §6.3).");

    private static int Index(AcmeRequest request) =>
        int.TryParse(request.Route("index"), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;

    private static AcmeReply NoSuchOrder() => AcmeProblems.Malformed("There is no such order.", StatusCodes.Status404NotFound);

    private static AcmeReply NotFound() => AcmeProblems.Malformed("There is no such authorization or challenge.", StatusCodes.Status404NotFound);

    private static AcmeReply Reply(Outcome<AcmeOrder> outcome, Func<AcmeOrder, AcmeReply> show) => outcome.Succeeded ? show(outcome.Value) : outcome.Refusal.ToReply();
}
