using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Grains.Acme;
using Ucm.Grains.Authorities;
using Ucm.Grains.Certificates;
using Ucm.Grains.Cluster;
using Ucm.Grains.Crl;
using Ucm.Grains.Identity;
using Ucm.Grains.Inbox;
using Ucm.Grains.Jobs;
using Ucm.Grains.Objects;
using Ucm.Grains.Ocsp;
using Ucm.Grains.Outcomes;
using Ucm.Grains.Profiles;
using Ucm.Grains.Revocations;
using Ucm.Grains.Signing;
using Ucm.Grains.Trust;

namespace Ucm.Grains;

/// <summary>Everything a silo needs to run the grains, but the stores (Ucm.Storage), <see cref="MasterKeyOptions"/> and the public URLs.</summary>
public static class GrainsModule
{
    public static ISiloBuilder AddUcmGrains(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.AddTrust();
        silo.AddIncomingGrainCallFilter<GrainCallFilter>();
        silo.Services.AddSigning();
        silo.Services.AddIdentity();
        silo.Services.AddObjects();
        silo.Services.AddProfiles();
        silo.Services.AddClusterStanding();
        silo.Services.AddAuthorities();
        silo.Services.AddCertificates();
        silo.Services.AddInbox();
        silo.Services.AddJobs();
        silo.Services.AddAcme();
        silo.Services.AddRevocations();
        silo.Services.AddOcsp();
        silo.Services.AddCrl();
        return silo;
    }
}
