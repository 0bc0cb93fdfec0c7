using System.Globalization;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Admin.Factors;

/// <summary>An independent reader of TOTP secrets: oathtool of the OATH Toolkit.</summary>
internal static class OathTool
{
    /// <summary>
    /// The code of now, or of so many steps of 30 seconds later. A server takes the code of the present step and the next: both stay good while a test goes
    /// from one step to the next.
    /// </summary>
    public static async Task<string> Code(string secret, int steps = 0)
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(30 * steps).ToUnixTimeSeconds();
        var made = await Tool.Run("oathtool", ["--totp", "--base32", "--now", $"@{at.ToString(CultureInfo.InvariantCulture)}", secret]);
        Assert.True(made.ExitCode == 0, made.All);
        return made.Output.Trim();
    }
}
