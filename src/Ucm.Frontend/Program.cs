using Ucm.Frontend.Hosting;

return await FrontendHost.Run(args);
