using Ucm.Silo.CommandLine;

return await SiloCommandLine.Run(args);
