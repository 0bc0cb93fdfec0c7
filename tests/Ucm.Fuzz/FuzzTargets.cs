using Ucm.Fuzz.Targets;

namespace Ucm.Fuzz;

/// <summary>Everything that reads strangers' bytes.</summary>
internal static class FuzzTargets
{
    public static IEnumerable<FuzzTarget> All
    {
        get
        {
            yield return RequestTarget.Create();
            yield return SignedRequestTarget.Create();
            yield return CertificateTarget.Create();
            yield return NameTarget.Create();
            yield return NameTextTarget.Create();
            yield return JwsTarget.Create();
            yield return SignedJwsTarget.Create();
            yield return ExternalAccountTarget.Create();
            yield return OcspTarget.Create();
            yield return Pkcs12Target.Create();
            yield return Pkcs12Target.CreateSealed();
            yield return ProxyHeaderTarget.Create();
            yield return RenewalIdentifierTarget.Create();
        }
    }
}
