using Ucm.Grains.Acme.Limits;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Tests.Acme;

public sealed class RegisteredNamesTests
{
    [Theory]
    [InlineData(SubjectNameKind.Dns, "example.com", "example.com")]
    [InlineData(SubjectNameKind.Dns, "a.b.example.com", "example.com")]
    [InlineData(SubjectNameKind.Dns, "*.example.com", "example.com")]
    [InlineData(SubjectNameKind.Dns, "localhost", "localhost")]
    [InlineData(SubjectNameKind.Ip, "192.0.2.7", "192.0.2.7")]
    [InlineData(SubjectNameKind.Ip, "2001:db8::1", "20010db800000000/64")]
    public void Of_AName_IsWhatItIsCountedBy(SubjectNameKind kind, string name, string registered) =>
        RegisteredNames.Of(new SubjectName(kind, name)).ShouldBe(registered);

    [Fact]
    public void Of_NamesOfOneDomain_CountsItOnce() =>
        RegisteredNames.Of([new SubjectName(SubjectNameKind.Dns, "a.example.com"), new SubjectName(SubjectNameKind.Dns, "b.example.com")])
            .ShouldBe(["example.com"]);
}
