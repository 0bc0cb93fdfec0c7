using Ucm.Reliability;
using Ucm.Reliability.Targets;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};

try
{
    return await Commands.Run(new Arguments(args), stop.Token);
}
catch (UsageException fault)
{
    await Console.Error.WriteLineAsync($"{fault.Message} See --help.");
    return 2;
}
