using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Tests.Objects;

/// <summary>
/// What a further kind takes in the silo: the record, its rules and permissions, and one line that registers it. The table, the versions, the audit rows, the list and
/// the snapshots are there already. (Over REST it is one line more, and a record for the OpenAPI document.)
/// </summary>
[Trait("needs", "server")]
public sealed class FurtherKindTests
{
    private readonly ObjectKey key = new("pigeon", "carrier");

    [Fact]
    public async Task Kind_RegisteredInATest_IsCreatedValidatedListedAndInForceOnTheOtherSilo()
    {
        await using var cluster = await GrainCluster.Start(configure: static services => services.AddObjectKind<PigeonKind>());
        var pigeon = cluster.Service<IGrainFactory>(0).Object(key);

        var bad = await pigeon.Save(new SaveObjectCommand(SaveMode.Create, """{"speed":0}""", null, TestRequests.Admin), CancellationToken.None);
        var made = await pigeon.Save(new SaveObjectCommand(SaveMode.Create, """{"speed":80}""", null, TestRequests.Admin), CancellationToken.None);

        bad.Refusal!.Parts.ShouldHaveSingleItem().Name.ShouldBe("/speed");
        made.Value!.Content.ShouldBe("""{"speed":80,"colour":"grey"}""");
        var query = new ListObjectsQuery("pigeon", null, null, null, 10, TestRequests.Admin);
        var listed = await cluster.Service<IGrainFactory>(1).ObjectCatalog().List(query, CancellationToken.None);
        listed.Value!.Objects.ShouldHaveSingleItem().Content.ShouldBe(made.Value.Content);
        var (entry, _) = await cluster.Service<Ucm.Grains.Authorities.AuthoritySnapshots>(1).Confirm(key, CancellationToken.None);
        entry!.Read<Pigeon>().ShouldBe(new Pigeon("carrier", 80));
    }

    private sealed record PigeonDocument
    {
        public required int Speed { get; init; }

        public string Colour { get; init; } = "grey";
    }

    private sealed record Pigeon(string Name, int Speed);

    private sealed class PigeonKind : ObjectKind<PigeonDocument, Pigeon>
    {
        public override string Name => "pigeon";

        public override string ReadPermission => Permission.ProfilesRead;

        public override string ManagePermission => Permission.ProfilesManage;

        protected override void Validate(ObjectKey key, PigeonDocument document, ObjectSurroundings surroundings, FieldFaults faults)
        {
            if (document.Speed <= 0)
            {
                faults.Add("/speed", "Must be positive.");
            }
        }

        protected override Pigeon Make(AdministeredObject stored, PigeonDocument document) => new(stored.Key.Name, document.Speed);
    }
}
