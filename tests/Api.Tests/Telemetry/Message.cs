using System.Text;

namespace BraidMgr.Api.Tests.Telemetry;

/// <summary>A message of Protocol Buffers, of which only fields with a length are looked at: texts, bytes and other messages.</summary>
internal sealed class Message
{
    private readonly List<(int Number, ReadOnlyMemory<byte> Value)> _fields = [];

    public Message(ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes.Span, ref at);
            switch (tag & 7)
            {
                case 0: Varint(bytes.Span, ref at); break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                default:
                    var length = Varint(bytes.Span, ref at);
                    _fields.Add((tag >> 3, bytes.Slice(at, length)));
                    at += length;
                    break;
            }
        }
    }

    /// <summary>The messages that a field holds.</summary>
    public IEnumerable<Message> All(int number) => _fields.Where(f => f.Number == number).Select(f => new Message(f.Value));

    /// <summary>The text that a field holds; empty when it is not there.</summary>
    public string Text(int number) => Encoding.UTF8.GetString(First(number));

    /// <summary>The bytes that a field holds, in hexadecimal digits; empty when it is not there.</summary>
    public string Hex(int number) => Convert.ToHexString(First(number));

    private ReadOnlySpan<byte> First(int number) => _fields.Find(f => f.Number == number).Value.Span;

    private static int Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (value, shift) = (0L, 0);
        byte next;
        do
        {
            next = bytes[at++];
            value |= (long)(next & 0x7f) << shift;
            shift += 7;
        }
        while (next >= 0x80);
        return (int)value;
    }
}
