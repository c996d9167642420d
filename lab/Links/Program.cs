return CdnLab.Links.Fabric.FabricProcess.Run(args);
