using BraidMgr.Contracts.Errors;
using BraidMgr.Schema;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;

namespace BraidMgr.Engine.Tests;

/// <summary>An error that a silo answers with arrives at another, and at a host without grains, as the error that it is.</summary>
[Collection(SharedEngine.Name)]
public sealed class ErrorsAcrossSilosTests(EngineHost engine)
{
    public static TheoryData<Exception> Causes =>
    [
        new PostgresException("terminating connection due to administrator command", "FATAL", "FATAL", "57P01"),
        new NpgsqlException("Exception while reading from stream", new EndOfStreamException("Attempted to read past the end of the stream.")),
        new SchemaException("it is not what its migrations build"),
        new TimeoutException("it took too long"),
    ];

    [Theory]
    [MemberData(nameof(Causes), DisableDiscoveryEnumeration = true)]
    public void An_error_travels_with_what_caused_it(Exception cause)
    {
        var serializer = engine.Services.GetRequiredService<Serializer>();
        var sent = Error.Unavailable("The database cannot be reached.", inner: new InvalidOperationException("The write failed.", cause));

        var arrived = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(sent)).ShouldBeOfType<BraidException>();

        (arrived.Kind, arrived.Message).ShouldBe((sent.Kind, sent.Message));
        var (kind, message) = (arrived.InnerException!.InnerException!.GetType(), arrived.InnerException.InnerException.Message);
        (kind, message).ShouldBe((cause.GetType(), cause.Message));
    }
}
