using Shouldly;
using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend.Tests.Configuration;

/// <summary>Which database servers have to prove who they are.</summary>
public sealed class DatabaseLinkTests
{
    [Theory]
    [InlineData("Host=localhost")]
    [InlineData("Host=127.0.0.1:5433,[::1]:5432,::1;Password=a,b")]
    [InlineData("Server=/var/run/postgresql")]
    [InlineData("Host=@abstract")]
    [InlineData("Host=db.example.org;SSL Mode=VerifyFull")]
    [InlineData("host=10.0.0.1, 10.0.0.2;sslmode=verifyfull")]
    [InlineData("Database=ucm")]
    [InlineData("")]
    public void FindFault_OnThisMachineOrVerified_None(string connection) => DatabaseLink.FindFault("A:B", connection, "A:C").ShouldBeNull();

    [Theory]
    [InlineData("Host=db.example.org;Password=hidden")]
    [InlineData("Server=10.0.0.1:5432;SSL Mode=Require;Password=hidden")]
    [InlineData("Host=localhost,10.0.0.2;SslMode=VerifyCA;Password=hidden")]
    [InlineData("Host=localhost.example.org;Password=hidden")]
    [InlineData("Host=[2001:db8::1]:5432;Password=hidden")]
    [InlineData("Host=db;Host=localhost;Host=db;Password=hidden")]
    [InlineData("Host=localhost;Server=db;Password=hidden")]
    [InlineData("Host=db;SSL Mode=VerifyFull;SslMode=Disable;Password=hidden")]
    [InlineData("Host=db;hidden;=")]
    public void FindFault_AcrossANetworkUnverified_NamesTheSettingAndNotThePassword(string connection)
    {
        var fault = DatabaseLink.FindFault("A:B", connection, "A:C").ShouldNotBeNull();

        fault.ShouldContain("A:B");
        fault.ShouldNotContain("hidden");
    }
}
