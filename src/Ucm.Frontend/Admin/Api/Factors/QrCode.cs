using QRCoder;

namespace Ucm.Frontend.Admin.Api.Factors;

/// <summary>Text as a QR code.</summary>
internal static class QrCode
{
    private const int PixelsPerModule = 4;

    public static string Svg(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        return svg.GetGraphic(PixelsPerModule);
    }

    /// <summary>For the <c>src</c> of an image.</summary>
    public static string DataUri(string text) => $"data:image/svg+xml;base64,{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Svg(text)))}";
}
