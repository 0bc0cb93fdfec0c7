namespace Ucm.Grains.Interfaces.Configuration;

/// <summary>
/// The base URLs under which the world reaches this installation, without trailing slash. <see cref="Http"/> is written into CDP, AIA and OCSP
/// pointers and is always plain http (RFC 5280 §8: an https pointer can need itself to be checked).
/// </summary>
public sealed record PublicUrls(string Https, string Http);
