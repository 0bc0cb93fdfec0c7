using System.Text.Json;
using Shouldly;
using Ucm.Frontend.Admin.Api;
using Ucm.Frontend.Protocols.Acme;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Outcomes;

/// <summary>docs/errors.md says of every code what the three mappers do.</summary>
public sealed class ErrorsDocumentTests
{
    [Theory]
    [MemberData(nameof(Codes))]
    public void Document_EveryCode_SaysWhatTheMappersDo(RefusalCode code)
    {
        var (type, status) = AcmeProblems.Map(code);
        var ocsp = JsonNamingPolicy.CamelCase.ConvertName(OcspProblems.ToStatus(new Refusal(code, "")).ToString());

        File.ReadAllText(Find("docs/errors.md")).ShouldContain($"| `{code}` | {code.ToStatus()} | {type} {status} | {ocsp} |");
    }

    public static TheoryData<RefusalCode> Codes() => new(Enum.GetValues<RefusalCode>());

    private static string Find(string path)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "UltimateCA.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run inside a checkout.");
        }

        return Path.Combine(directory.FullName, path);
    }
}
