using System.Runtime.Versioning;

// Signals, file modes and Debian's client programs.
[assembly: SupportedOSPlatform("linux")]
