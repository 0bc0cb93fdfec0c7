using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Activations;
using Ucm.Grains.Authorities;
using Ucm.Grains.Identity.Access;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity.Tokens;

/// <summary>
/// Holds one API token. Check: 1 it lives · 2 the secret · 3 its user lives and is the one it was made by · 4 what the token and its user both may.
/// </summary>
internal sealed class ApiTokenGrain(
    [PersistentState(ApiTokenState.Name, GrainStorageNames.Audited)] IPersistentState<ApiTokenState> token,
    AuthoritySnapshots snapshots,
    TokenKind kind,
    TimeProvider clock,
    ILogger<ApiTokenGrain> log) : Grain, IApiTokenGrain
{
    private const int MaxContent = 16 * 1024;
    private const int MaxTokens = 100;
    private static readonly TimeSpan UseWrittenEach = TimeSpan.FromMinutes(10);

    private DateTimeOffset? lastUsedAt;
    private Task useWritten = Task.CompletedTask;

    private string Id => this.GetPrimaryKeyString()["token:".Length..];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        lastUsedAt = token.State.LastUsedAt;
        return Task.CompletedTask;
    }

    public async Task<Outcome<NewApiToken>> Create(CreateApiTokenCommand command, CancellationToken cancellationToken)
    {
        if (command.Caller.Kind != CallerKind.User)
        {
            return Nobody(new Refusal(RefusalCode.Forbidden, "Only a signed-in user makes API tokens."));
        }

        if (token.RecordExists || !ApiTokenText.IsId(Id))
        {
            return Nobody(new Refusal(RefusalCode.Conflict, "The id is taken."));
        }

        var judged = await Judge(command, cancellationToken);
        if (!judged.Succeeded)
        {
            return Nobody(judged.Refusal);
        }

        var user = UserName.Parse(command.Caller.Name);
        var access = await GrainFactory.User(user).GetAccess(cancellationToken);
        if (!access.Succeeded)
        {
            return Nobody(access.Refusal);
        }

        if (judged.Value.Grants.Select(GrantDocuments.Read).FirstOrDefault(grant => !OfUser(access.Value).Any(own => own.Covers(grant))) is { } guarded)
        {
            return ObjectRefusals.Guarded(guarded);
        }

        var now = clock.GetStoredNow();
        var secret = Secrets.NewSecret();
        var content = TokenKind.Describe(judged.Value with { User = user.Value, CreatedAt = now });
        var next = new ApiTokenState { Content = content, User = user, Generation = access.Value.Generation, SecretHash = Secrets.Hash(secret) };
        await token.Commit(next, Companion("create", 1, ObjectStatus.Enabled, content, command.Caller, now), cancellationToken);
        return new NewApiToken(View(), new SecretText(ApiTokenText.Write(Id, secret)));
    }

    public async Task<Outcome<SessionView>> Check(SecretText secret, CancellationToken cancellationToken)
    {
        var state = token.State;
        var isOpen = token.RecordExists && state.RevokedAt is null;
        if (!isOpen || !Secrets.Matches(secret.Value, state.SecretHash))
        {
            return Nobody(IdentityRefusals.NoToken);
        }

        var document = TokenKind.ReadDocument(state.Content);
        if (clock.GetUtcNow() >= document.ExpiresAt)
        {
            return IdentityRefusals.NoToken;
        }

        var user = await GrainFactory.User(state.User).GetAccess(cancellationToken);
        if (!user.Succeeded)
        {
            return user.Refusal.Code == RefusalCode.Unavailable ? user.Refusal : IdentityRefusals.NoToken;
        }

        if (user.Value.Generation != state.Generation || user.Value.MustChangePassword)
        {
            return IdentityRefusals.NoToken;
        }

        Used();
        return ToSession(secret, document, user.Value);
    }

    public Task<Outcome<ApiTokenView>> Get(Caller caller, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<ApiTokenView>>(Refuse(caller, Permission.UsersRead) is { } refusal ? Nobody(refusal) : View());

    public async Task<Outcome<ApiTokenView>> Revoke(Caller caller, CancellationToken cancellationToken)
    {
        if (Refuse(caller, Permission.UsersManage) is { } refusal)
        {
            return Nobody(refusal);
        }

        // Calls interleave with Check: two writes at once would fail one of them.
        await useWritten;
        if (token.State.RevokedAt is null)
        {
            var now = clock.GetStoredNow();
            var companion = Companion("revoke", 2, ObjectStatus.Deleted, token.State.Content, caller, now);
            await token.Commit(token.State with { RevokedAt = now, LastUsedAt = lastUsedAt }, companion, cancellationToken);
        }

        return View();
    }

    /// <summary>Without what asks for a proof: a token has nobody who could give it.</summary>
    private static IEnumerable<Grant> OfUser(UserAccess user) => user.Permissions.Select(Grant.Everywhere).Concat(user.Grants);

    /// <summary>The token as far as its user's permissions reach at this moment.</summary>
    private SessionView ToSession(SecretText secret, TokenDocument document, UserAccess user)
    {
        var ofUser = OfUser(user).ToList();
        var both = GrantDocuments.Read(document.Grants)
            .SelectMany(grant => ofUser.Select(own => grant.Intersect(own)))
            .OfType<Grant>()
            .ToLookup(static grant => grant.IsLimited);
        ImmutableArray<string> everywhere =
            [.. both[false].Select(static grant => grant.Permission).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new SessionView(
            ApiTokenText.Write(Id, secret.Value), SessionKind.Token, user.Name, [], everywhere, MustChangePassword: false, [], document.ExpiresAt)
        {
            Grants = [.. both[true]],
            Methods = ["token"],
            Token = document.Name,
            Since = user.CreatedAt - UserRights.Skew,
        };
    }

    private async ValueTask<Outcome<TokenDocument>> Judge(CreateApiTokenCommand command, CancellationToken cancellationToken)
    {
        if (command.Content.Length > MaxContent || ObjectJson.TryParse(command.Content) is not { } given)
        {
            return new Refusal(RefusalCode.Malformed, $"The token must be a JSON object of at most {MaxContent} characters, without a member twice.");
        }

        var view = await snapshots.ConfirmLatest(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        var normal = kind.Normalize(new ObjectKey(TokenKind.KindName, Id), given, new ObjectSurroundings(view.Value.Catalog, view.Value.Objects));
        if (!normal.Succeeded)
        {
            return normal.Refusal;
        }

        if (view.Value.Objects.List(TokenKind.KindName).Count(entry => entry.Read<TokenDocument>().User == command.Caller.Name) >= MaxTokens)
        {
            return new Refusal(RefusalCode.Conflict, $"You have {MaxTokens} API tokens; revoke those that are not needed, expired ones too.");
        }

        var document = TokenKind.ReadDocument(normal.Value);
        return GrantDocuments.Read(document.Grants).FirstOrDefault(grant => !command.Caller.Holds(grant)) is { } missing
            ? ObjectRefusals.TooMuch(missing)
            : document;
    }

    private Refusal? Refuse(Caller caller, string permission)
    {
        var isOwn = token.RecordExists && caller.Kind == CallerKind.User && caller.Name == token.State.User.Value;
        if (!isOwn && !caller.May(permission))
        {
            // Whose it is must not be told to others, nor whether it is there.
            return IdentityRefusals.Forbidden(permission);
        }

        return token.RecordExists ? null : new Refusal(RefusalCode.NotFound, "There is no such API token.");
    }

    /// <summary>Law 7: an id that was never given leaves nothing in memory.</summary>
    private Refusal Nobody(Refusal refusal)
    {
        if (!token.RecordExists)
        {
            this.ForgetSoon();
        }

        return refusal;
    }

    /// <summary>Not waited for: whoever uses the token need not know whether that could be noted.</summary>
    private void Used()
    {
        lastUsedAt = clock.GetUtcNow();
        if (useWritten.IsCompleted && token.State.RevokedAt is null && !(lastUsedAt - token.State.LastUsedAt < UseWrittenEach))
        {
            useWritten = WriteUse();
        }
    }

    private async Task WriteUse()
    {
        var before = token.State;
        token.State = before with { LastUsedAt = lastUsedAt };
        try
        {
            await token.WriteStateAsync();
        }
        catch (Exception fault)
        {
            log.TokenUseNotNoted(fault, Id);
            token.State = before;

            // What is stored is read anew: another activation may have written it.
            DeactivateOnIdle();
        }
    }

    private ApiTokenView View() => new(Id, token.State.Content, lastUsedAt);

    private CommitCompanion Companion(string action, long version, ObjectStatus status, string content, Caller caller, DateTimeOffset now) =>
        ObjectAudit.Changed(new ObjectRow(new ObjectKey(TokenKind.KindName, Id), version, status, content, now, caller.ToString(), null), action, [], caller);
}
