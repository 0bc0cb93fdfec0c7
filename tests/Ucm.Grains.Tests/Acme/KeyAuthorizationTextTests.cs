using System.Text;
using Ucm.Grains.Acme.Validation;

namespace Ucm.Grains.Tests.Acme;

/// <summary>Whoever reads why http-01 failed should know what to change.</summary>
public sealed class KeyAuthorizationTextTests
{
    private const string Expected = "tokentokentoken.thumbprint";

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("<!DOCTYPE html><title>Sign in</title>", "web page")]
    [InlineData("tokentokentoken\n", "thumbprint")]
    [InlineData("tokentokentoken.other", "another account key")]
    [InlineData("something", "begins with \"something\"")]
    public void Describe_WhatCame_SaysWhatItIs(string body, string said) =>
        KeyAuthorizationText.Describe(Encoding.UTF8.GetBytes(body), Expected).ShouldContain(said);

    [Fact]
    public void Describe_ByteOrderMark_IsNamed()
    {
        KeyAuthorizationText.Describe([0xEF, 0xBB, 0xBF, .. "token"u8], Expected).ShouldContain("byte order mark");
        KeyAuthorizationText.Describe([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Expected)], Expected).ShouldContain("UTF-16");
        KeyAuthorizationText.Describe(Encoding.Unicode.GetBytes(Expected), Expected).ShouldContain("UTF-16");
        KeyAuthorizationText.Describe(Encoding.BigEndianUnicode.GetBytes("\uFEFF" + Expected), Expected).ShouldContain("UTF-16");
    }

    /// <summary>The octets are a stranger's; they go into logs, consoles and JSON.</summary>
    [Fact]
    public void Shown_AnyOctets_IsShortAndPrintable()
    {
        var octets = Enumerable.Range(0, 4096).Select(static i => (byte)i).ToArray();

        var shown = KeyAuthorizationText.Shown(octets);

        shown.Length.ShouldBeLessThan(410);
        shown.ShouldAllBe(static c => (c >= ' ' && c < '\x7F') || c == '…');
        KeyAuthorizationText.Shown("a\"b\\\r\n"u8).ShouldBe("\"a\\x22b\\x5c\\x0d\\x0a\"");
    }
}
