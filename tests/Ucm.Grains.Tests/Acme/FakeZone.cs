using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Ucm.Grains.Tests.Acme;

/// <summary>The records of a <see cref="FakeNameServer"/>, and the names at which it fails or says nothing. May be changed while it is asked.</summary>
internal sealed class FakeZone
{
    private const int Ns = 2;
    private const int Cname = 5;
    private const int Txt = 16;
    private const int Caa = 257;
    private const int MostOverUdp = 1232;
    private readonly ConcurrentDictionary<string, int> failures = new();
    private readonly ConcurrentQueue<FakeRecord> records = new();
    private Func<byte[], byte[]>? garbled;

    /// <summary>Each question, as <c>TXT name</c>; over TCP with a <c>+</c> behind.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Sends the records of a CNAME's target together with the CNAME.</summary>
    public bool Chases { get; init; }

    public FakeZone AddTxt(string name, params string[] strings) =>
        Add(name, Txt, [.. strings.SelectMany(static part => Counted(Encoding.UTF8.GetBytes(part)))]);

    public FakeZone AddCname(string name, string target) => Add(name, Cname, Encode(target));

    public FakeZone AddNs(string name, string target) => Add(name, Ns, Encode(target));

    public FakeZone AddAddress(string name, string address) => Add(name, FakeNameServer.A, IPAddress.Parse(address).GetAddressBytes());

    public FakeZone AddCaa(string name, string tag, string value, byte flags = 0) =>
        Add(name, Caa, [flags, .. Counted(Encoding.ASCII.GetBytes(tag)), .. Encoding.UTF8.GetBytes(value)]);

    public FakeZone Add(string name, int type, byte[] data)
    {
        records.Enqueue(new FakeRecord(name, type, data));
        return this;
    }

    public void Clear() => records.Clear();

    /// <param name="code">RCODE; -1 for no answer.</param>
    public FakeZone Fail(string name, int code)
    {
        failures[name] = code;
        return this;
    }

    /// <summary>Every answer goes through this before it is sent.</summary>
    public void Garble(Func<byte[], byte[]> garble) => garbled = garble;

    public byte[]? Answer(FakeQuestion question, byte[] query)
    {
        var type = question.Type switch { Txt => "TXT", Caa => "CAA", Ns => "NS", var other => other.ToString(null as IFormatProvider) };
        Asked.Enqueue($"{type} {question.Name}{(question.OverTcp ? "+" : "")}");
        if (failures.TryGetValue(question.Name, out var code))
        {
            return code < 0 ? null : Encode(query, question, code, truncated: false, []);
        }

        var found = Find(question.Name, question.Type).ToList();
        var exists = records.Any(record => record.Name == question.Name || record.Name.EndsWith($".{question.Name}", StringComparison.Ordinal));
        var answer = Encode(query, question, exists ? 0 : 3, truncated: false, found);
        answer = question.OverTcp || answer.Length <= MostOverUdp ? answer : Encode(query, question, 0, truncated: true, []);
        return garbled?.Invoke(answer) ?? answer;
    }

    public static byte[] Encode(byte[] query, FakeQuestion question, int code, bool truncated, IReadOnlyList<FakeRecord> answers)
    {
        List<byte> message = [.. query.AsSpan(0, FakeQuestion.Header + question.Length)];
        message[2] = (byte)(0x84 | (truncated ? 2 : 0));
        message[3] = (byte)(0x80 | code);
        message[6] = (byte)(answers.Count >> 8);
        message[7] = (byte)answers.Count;
        message[8] = message[9] = message[10] = message[11] = 0;
        var fixedPart = new byte[10];
        foreach (var record in answers)
        {
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart, (ushort)record.Type);
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(2), 1);
            BinaryPrimitives.WriteUInt32BigEndian(fixedPart.AsSpan(4), 60);
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart.AsSpan(8), (ushort)record.Data.Length);
            message.AddRange(record.Name == question.Name ? [0xC0, FakeQuestion.Header] : Encode(record.Name));
            message.AddRange(fixedPart);
            message.AddRange(record.Data);
        }

        return [.. message];
    }

    private IEnumerable<FakeRecord> Find(string name, int type)
    {
        var own = records.Where(record => record.Name == name && (record.Type == type || record.Type == Cname)).ToList();
        return Chases && own is [{ Type: Cname } alias] ? own.Concat(Find(Decode(alias.Data), type)) : own;
    }

    private static byte[] Counted(byte[] octets) => [(byte)octets.Length, .. octets];

    private static byte[] Encode(string name) => [.. name.Split('.').SelectMany(static label => Counted(Encoding.ASCII.GetBytes(label))), 0];

    private static string Decode(byte[] name)
    {
        var labels = new List<string>();
        for (var position = 0; name[position] != 0; position += name[position] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(name, position + 1, name[position]));
        }

        return string.Join('.', labels);
    }
}
