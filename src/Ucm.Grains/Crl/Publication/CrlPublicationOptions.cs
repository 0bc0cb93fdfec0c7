namespace Ucm.Grains.Crl.Publication;

/// <summary>Where CRLs are copied to besides being served here: a web server's directory, an object store. Nothing by default.</summary>
internal sealed class CrlPublicationOptions
{
    public const string Section = "Ucm:Crl:Publication";

    /// <summary>Files are replaced in one step, named as below <c>/crl/</c>.</summary>
    public string? Directory { get; set; }

    /// <summary>Any store that speaks the S3 protocol.</summary>
    public CrlBucketOptions S3 { get; set; } = new();
}

/// <summary>One bucket.</summary>
internal sealed class CrlBucketOptions
{
    /// <summary>Such as <c>https://s3.example.com</c>. Empty: no bucket.</summary>
    public string? ServiceUrl { get; set; }

    public string? Bucket { get; set; }

    /// <summary>Put before each name, such as <c>crl/</c>.</summary>
    public string Prefix { get; set; } = string.Empty;

    public string Region { get; set; } = "us-east-1";

    public string? AccessKey { get; set; }

    /// <summary>Holds the secret key and nothing else; read anew for each copy, so that it may be rotated.</summary>
    public string? SecretKeyFile { get; set; }
}
