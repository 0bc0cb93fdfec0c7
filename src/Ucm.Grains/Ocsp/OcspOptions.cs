using System.ComponentModel.DataAnnotations;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Ocsp;

/// <summary>What OCSP answers are like.</summary>
internal sealed class OcspOptions
{
    public const string Section = "Ucm:Ocsp";

    public static readonly TimeSpan DefaultBackdate = TimeSpan.FromMinutes(5);

    /// <summary>nextUpdate − producedAt. Answers are renewed after half of it; an outage is bridged by the other half.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "10.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How long before producedAt an answer's thisUpdate lies, for clients whose clocks are behind; never before the revocation, or the lifting of a
    /// hold, that it tells.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Backdate { get; set; } = DefaultBackdate;

    /// <summary>How far back answers reach, if they are to say so (RFC 6960 §4.4.4); zero leaves archiveCutoff out.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3660.00:00:00")]
    public TimeSpan ArchiveCutoff { get; set; } = TimeSpan.Zero;

    /// <summary>Answers revoked instead of unknown for a serial never issued (RFC 6960 §2.2).</summary>
    public bool ExtendedRevoke { get; set; }

    /// <summary>
    /// The keys of responders, such as <c>ecdsa-p256, rsa-2048</c>: the first signs, the others when a client prefers their signatures (RFC 6960 §4.4.7). None means
    /// <c>ecdsa-p256</c>, which signs ten times faster than RSA, for RSA authorities too.
    /// </summary>
    public IList<string> ResponderKeys { get; } = [];

    /// <summary><see cref="ResponderKeys"/>, read.</summary>
    /// <exception cref="FormatException">There is no such key.</exception>
    public KeyAlgorithm[] Keys() => ResponderKeys.Count == 0
        ? [KeyAlgorithm.EcdsaP256]
        : [.. ResponderKeys.Select(static name => KeyAlgorithms.TryParse(name, out var key) ? key : throw new FormatException($"There is no key '{name}'."))];

    /// <summary>Those of the responders that every authority has.</summary>
    public string[] KeyNames() => [.. Keys().Select(static key => key.ToName())];
}
