using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Certificates;

/// <summary>A certificate but for its signature.</summary>
/// <param name="Shard">The shard of the CRL that it names; 0 for the whole authority's.</param>
internal sealed record CertificateDraft(SerialNumber Serial, Applicant Applicant, ComposedCertificate Composed, int Shard)
{
    public ImmutableArray<byte> ToBeSigned => ImmutableCollectionsMarshal.AsImmutableArray(Composed.Tbs);

    public ImmutableArray<string> IgnoredExtensions => [.. Composed.IgnoredExtensions.Select(ExtensionNames.NameOf)];

    public ImmutableArray<SubjectName> Names => [.. Composed.Names.Select(name => new SubjectName(NameKinds.Of(name.Kind), name.Value))];
}

/// <summary>An intent that is in the database (law 1): what may now be signed.</summary>
/// <param name="Resumed">True when it was found, not made, by this call.</param>
internal sealed record ReservedCertificate(CertificateKey Key, ImmutableArray<byte> ToBeSigned, ImmutableArray<byte> TbsHash, bool Resumed)
{
    public static ReservedCertificate Of(CertificateKey key, CertificateDraft draft) =>
        new(key, draft.ToBeSigned, [.. SHA256.HashData(draft.Composed.Tbs)], Resumed: false);
}

/// <summary>The two vocabularies of name kinds, ours on the wire and Pki's.</summary>
internal static class NameKinds
{
    public static SubjectNameKind Of(GeneralNameKind kind) => kind switch
    {
        GeneralNameKind.Dns => SubjectNameKind.Dns,
        GeneralNameKind.Ip => SubjectNameKind.Ip,
        GeneralNameKind.Email => SubjectNameKind.Email,
        GeneralNameKind.Uri => SubjectNameKind.Uri,
        _ => SubjectNameKind.Upn,
    };

    /// <summary>Null for a number that is none.</summary>
    public static GeneralNameKind? Of(SubjectNameKind kind) => kind switch
    {
        SubjectNameKind.Dns => GeneralNameKind.Dns,
        SubjectNameKind.Ip => GeneralNameKind.Ip,
        SubjectNameKind.Email => GeneralNameKind.Email,
        SubjectNameKind.Uri => GeneralNameKind.Uri,
        SubjectNameKind.Upn => GeneralNameKind.Upn,
        _ => null,
    };
}
