using System.Collections.Immutable;
using System.Data.Common;
using System.Formats.Asn1;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Authorities;

internal sealed class AuthorityIndex(IReadPool reads, IDatabaseMode mode) : IAuthorityIndex
{
    private const string Columns =
        "select id, name, status, certificate, chain, key_id, key_algorithm, issuer, not_before, not_after, settings, version, change from authorities ";

    private const string All = Columns + "order by id";
    private const string ById = Columns + "where id = @id";

    public async Task<AuthorityCatalog> List(CancellationToken cancellationToken)
    {
        var isReadOnly = mode.IsReadOnly(cancellationToken);
        var rows = await reads.Read(
            All,
            static _ => { },
            static (reader, token) => reader.ReadAll(static row => (Snapshot: ReadRow(row), Change: row.GetInt64(12)), token),
            cancellationToken);
        return new AuthorityCatalog([.. rows.Select(row => row.Snapshot)], rows.IsEmpty ? 0 : rows.Max(row => row.Change)) { IsReadOnly = await isReadOnly };
    }

    public Task<AuthoritySnapshot?> Find(AuthorityId id, CancellationToken cancellationToken) =>
        reads.Read(
            ById,
            command => command.Set("@id", id.Value),
            static async (reader, token) => await reader.ReadAsync(token) ? ReadRow(reader) : null,
            cancellationToken);

    private static AuthoritySnapshot ReadRow(DbDataReader reader)
    {
        var settings = AuthoritySettings.Read(reader.GetString(10));
        return new AuthoritySnapshot(
            AuthorityId.Parse(reader.GetString(0)),
            reader.GetString(1),
            (AuthorityStatus)reader.GetInt32(2),
            reader.GetImmutable(3),
            Split(reader.GetOctets(4)),
            reader.GetTextOrNull(5),
            reader.GetString(6),
            reader.GetTextOrNull(7) is { } issuer ? AuthorityId.Parse(issuer) : null,
            reader.GetTime(8),
            reader.GetTime(9),
            settings.ToCrlPolicy(),
            reader.GetInt64(11))
        {
            Ocsp = settings.ToOcspPolicy(),
            Issuance = settings.ToIssuancePolicy(),
            Earlier = settings.ToEarlier(),
            Urls = settings.ToUrls(),
        };
    }

    // DER says its own length, so a chain is its certificates one after the other.
    private static ImmutableArray<ImmutableArray<byte>> Split(ReadOnlyMemory<byte> chain)
    {
        var certificates = ImmutableArray.CreateBuilder<ImmutableArray<byte>>();
        var reader = new AsnReader(chain, AsnEncodingRules.DER);
        while (reader.HasData)
            certificates.Add([.. reader.ReadEncodedValue().Span]);

        return certificates.DrainToImmutable();
    }
}
