using System.Net;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Acme.Limits;

/// <summary>
/// What orders are counted by: the last two labels of a DNS name, an IPv4 address, an IPv6 /64. Which suffixes are public (such as <c>co.uk</c>) is
/// not known here, because no list of them is shipped: names below such a suffix share one allowance.
/// </summary>
internal static class RegisteredNames
{
    public static IEnumerable<string> Of(IEnumerable<SubjectName> names) => names.Select(Of).Distinct(StringComparer.Ordinal);

    public static string Of(SubjectName name)
    {
        if (name.Kind == SubjectNameKind.Ip)
        {
            return AddressSubject.Of(IPAddress.Parse(name.Value));
        }

        var last = name.Value.LastIndexOf('.');
        var before = last > 0 ? name.Value.LastIndexOf('.', last - 1) : -1;
        return name.Value[(before + 1)..];
    }
}
