using System.Collections.Immutable;
using System.Text.Json;
using Fido2NetLib;
using Fido2NetLib.Objects;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.Factors;

/// <summary>WebAuthn ceremonies (§7.1, §7.2) for the public HTTPS URL. Holds nothing; what is registered and spent is the user's grain's.</summary>
internal sealed class Passkeys
{
    private const string Name = "UltimateCA";
    private const uint TimeoutMilliseconds = 300_000;

    private readonly PasskeyChallenges challenges;
    private readonly AttestationPolicy policy;
    private readonly TimeProvider clock;
    private readonly Fido2 fido;

    public Passkeys(PasskeyChallenges challenges, AttestationPolicy policy, PublicUrls urls, TimeProvider clock)
    {
        (this.challenges, this.policy, this.clock) = (challenges, policy, clock);
        var url = new Uri(urls.Https);
        fido = new Fido2(new Fido2Configuration
        {
            RPID = url.Host,
            RPName = Name,
            Origins = new HashSet<string>(StringComparer.Ordinal) { url.GetLeftPart(UriPartial.Authority) },
            Timeout = TimeoutMilliseconds,
        });
    }

    /// <summary>PublicKeyCredentialCreationOptionsJSON.</summary>
    public PasskeyOptions CreationOptions(UserName user, ImmutableArray<StoredPasskey> known) => new(Creation(user, known).ToJson());

    /// <summary>PublicKeyCredentialRequestOptionsJSON.</summary>
    /// <param name="known">The passkeys to choose from; none for whatever the browser has for this site.</param>
    public PasskeyOptions RequestOptions(string purpose, ImmutableArray<StoredPasskey> known) => new(Request(challenges.Make(purpose), known).ToJson());

    /// <summary>Refusals: Malformed, InvalidCredentials, PolicyViolation.</summary>
    public async Task<Outcome<VerifiedRegistration>> Register(UserName user, AddPasskeyCommand command, CancellationToken cancellationToken)
    {
        if (Read<AuthenticatorAttestationRawResponse>(command.Credential, AddPasskeyCommand.MaxCredential)
            is not { Response.ClientDataJson: { } clientData } raw)
        {
            return new Refusal(RefusalCode.Malformed, "The credential is not a RegistrationResponseJSON of WebAuthn.");
        }

        if (Challenge(clientData) is not { } challenge || challenges.Check(challenge, PasskeyChallenges.ForUser(user.Value)) is not { } spent)
        {
            return FactorRefusals.WrongPasskey;
        }

        try
        {
            var options = Creation(user, []);
            options.Challenge = challenge;
            var registered = await fido.MakeNewCredentialAsync(
                new MakeNewCredentialParams
                {
                    AttestationResponse = raw,
                    OriginalOptions = options,
                    IsCredentialIdUniqueToUserCallback = static (_, _) => Task.FromResult(true),
                },
                cancellationToken);
            return policy.Check(AuthenticatorAttestationResponse.Parse(raw)) is { } refusal
                ? refusal
                : new VerifiedRegistration(
                    new StoredPasskey(
                        [.. registered.Id],
                        [.. registered.PublicKey],
                        registered.SignCount,
                        command.Name,
                        registered.AaGuid,
                        registered.IsBackedUp,
                        clock.GetUtcNow(),
                        UsedAt: null),
                    spent);
        }
        catch (Exception fault) when (IsOfTheInput(fault))
        {
            return FactorRefusals.WrongPasskey;
        }
    }

    /// <summary>The user handle and the credential's id of an assertion, unverified. Null when it is none.</summary>
    public static PresentedPasskey? Present(string assertion) =>
        ReadAssertion(assertion) is { Response.ClientDataJson: not null, RawId: { Length: > 0 } id } raw
            ? new PresentedPasskey([.. id], raw.Response.UserHandle is { Length: > 0 } handle ? handle : null)
            : null;

    /// <summary>
    /// Verifies an assertion of this passkey. Refusals: InvalidCredentials. A counter that went back, which a copy of the authenticator's key would show, is
    /// told apart for the audit.
    /// </summary>
    public async Task<(VerifiedAssertion? Assertion, bool CounterWentBack)> Verify(
        StoredPasskey passkey, string assertion, string purpose, CancellationToken cancellationToken)
    {
        if (ReadAssertion(assertion) is not { } raw
            || Challenge(raw.Response.ClientDataJson) is not { } challenge
            || challenges.Check(challenge, purpose) is not { } spent)
        {
            return (null, false);
        }

        try
        {
            var verified = await fido.MakeAssertionAsync(
                new MakeAssertionParams
                {
                    AssertionResponse = raw,
                    OriginalOptions = Request(challenge, [passkey]),
                    StoredPublicKey = [.. passkey.PublicKey],

                    // Zero: the counter is compared below, so that one that went back is known from a wrong signature.
                    StoredSignatureCounter = 0,
                    IsUserHandleOwnerOfCredentialIdCallback = static (_, _) => Task.FromResult(true),
                },
                cancellationToken);
            var wentBack = (verified.SignCount > 0 || passkey.Counter > 0) && verified.SignCount <= passkey.Counter;
            return wentBack ? (null, true) : (new VerifiedAssertion(verified.SignCount, verified.IsBackedUp, spent), false);
        }
        catch (Exception fault) when (IsOfTheInput(fault))
        {
            return (null, false);
        }
    }

    /// <summary>The library reads what a stranger sent, and says in many ways that it is nonsense. Whatever it is, nobody is let in.</summary>
    private static bool IsOfTheInput(Exception fault) => fault is not OperationCanceledException;

    private CredentialCreateOptions Creation(UserName user, ImmutableArray<StoredPasskey> known)
    {
        var options = fido.RequestNewCredential(new RequestNewCredentialParams
        {
            User = new Fido2User { Id = challenges.UserHandle(user.Value), Name = user.Value, DisplayName = user.Value },
            ExcludeCredentials = Descriptors(known),
            AuthenticatorSelection = new AuthenticatorSelection
            {
                ResidentKey = ResidentKeyRequirement.Preferred,
                UserVerification = UserVerificationRequirement.Required,
            },
            AttestationPreference = policy.Preference,
        });
        options.Challenge = challenges.Make(PasskeyChallenges.ForUser(user.Value));
        return options;
    }

    private AssertionOptions Request(byte[] challenge, ImmutableArray<StoredPasskey> known)
    {
        var options = fido.GetAssertionOptions(new GetAssertionOptionsParams
        {
            AllowedCredentials = Descriptors(known),
            UserVerification = UserVerificationRequirement.Required,
        });
        options.Challenge = challenge;
        return options;
    }

    private static List<PublicKeyCredentialDescriptor> Descriptors(ImmutableArray<StoredPasskey> known) =>
        [.. known.Select(static passkey => new PublicKeyCredentialDescriptor([.. passkey.Id]))];

    private static AuthenticatorAssertionRawResponse? ReadAssertion(string assertion) =>
        Read<AuthenticatorAssertionRawResponse>(assertion, AddPasskeyCommand.MaxCredential) is { Response: not null } raw ? raw : null;

    private static T? Read<T>(string json, int most)
        where T : class
    {
        try
        {
            return json.Length <= most ? JsonSerializer.Deserialize<T>(json) : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[]? Challenge(byte[] clientData)
    {
        try
        {
            using var json = JsonDocument.Parse(clientData);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("challenge", out var challenge)
                && challenge.GetString() is { } text
                ? System.Buffers.Text.Base64Url.DecodeFromChars(text)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A passkey that may be registered, and the challenge it answered.</summary>
internal sealed record VerifiedRegistration(StoredPasskey Passkey, SpentChallenge Challenge);

/// <summary>An assertion that is right, and the challenge it answered.</summary>
internal sealed record VerifiedAssertion(uint Counter, bool IsBackedUp, SpentChallenge Challenge);

/// <summary>Which passkey an assertion says it is of.</summary>
internal sealed record PresentedPasskey(ImmutableArray<byte> Id, byte[]? UserHandle);
