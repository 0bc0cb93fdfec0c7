namespace Ucm.Conformance.Tests.Hosting;

/// <summary>Where the checkout and the product's build output are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The product, built in the same configuration as these tests.</summary>
    public static string SiloDll { get; } = Output("Ucm.Silo");

    public static string FrontendDll { get; } = Output("Ucm.Frontend");

    /// <summary>Release or Debug.</summary>
    public static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string Output(string project) => Path.Combine(Root, "src", project, "bin", Configuration, "net10.0", $"{project}.dll");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "UltimateCA.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run inside a checkout.");
        }

        return directory.FullName;
    }
}
