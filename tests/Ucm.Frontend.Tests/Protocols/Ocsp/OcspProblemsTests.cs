using CsCheck;
using Shouldly;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Tests.Protocols.Ocsp;

public sealed class OcspProblemsTests
{
    private const string Alphabet = "%2F/=+-_?M \n\0\u2260";

    [Fact]
    public void ToStatus_EveryRefusalCode_IsAnErrorThatCanBeSent()
    {
        foreach (var code in Enum.GetValues<RefusalCode>())
        {
            var status = OcspProblems.ToStatus(new Refusal(code, "No."));

            status.ShouldNotBe(OcspResponseStatus.Successful);
            OcspErrors.Encode(status).Length.ShouldBe(5);
        }
    }

    [Fact]
    public void TryDecode_AnyPath_NeverThrows() => Gen.Char[' ', '\u0100'].Array[0, 80].Sample(
        static path =>
        {
            OcspGetPath.TryDecode(path, new byte[path.Length + 3], out var written);
            written.ShouldBeLessThanOrEqualTo(path.Length);
        },
        iter: 20_000);

    [Fact]
    public void TryDecode_PathsMadeOfItsOwnAlphabet_NeverThrows() => Gen.Int[0, Alphabet.Length - 1].Select(static at => Alphabet[at]).Array[0, 24].Sample(
        static path =>
        {
            OcspGetPath.TryDecode(path, new byte[path.Length + 3], out var written);
            written.ShouldBeLessThanOrEqualTo(path.Length);
        },
        iter: 50_000);
}
