using System.Buffers.Binary;
using System.Text;

namespace Ucm.Grains.Tests.Acme;

/// <param name="Name">In lower case, without the dot at the end.</param>
/// <param name="Length">Of the question in the message.</param>
internal sealed record FakeQuestion(string Name, int Type, int Length, bool OverTcp)
{
    public const int Header = 12;

    public static FakeQuestion Read(byte[] query, bool overTcp)
    {
        var labels = new List<string>();
        var position = Header;
        while (query[position] != 0)
        {
            labels.Add(Encoding.ASCII.GetString(query, position + 1, query[position]).ToLowerInvariant());
            position += query[position] + 1;
        }

        return new FakeQuestion(string.Join('.', labels), BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(position + 1)), position + 5 - Header, overTcp);
    }
}

internal sealed record FakeRecord(string Name, int Type, byte[] Data);
