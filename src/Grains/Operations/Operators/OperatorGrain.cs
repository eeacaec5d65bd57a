using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Central;
using Orleans.Concurrency;

namespace BraidMgr.Grains.Operations.Operators;

/// <summary>One operator. It keeps nothing in memory: whoever was disabled is refused from the next call on, on every host.</summary>
[Reentrant]
internal sealed class OperatorGrain(CentralDatabase central, TimeProvider time) : Grain, IOperatorGrain
{
    /// <inheritdoc/>
    public Task<OperatorProfile> Begin(OperatorCall call) => central.Transact(async session =>
    {
        var row = await session.FindOperator(this.GetPrimaryKey())
            ?? throw Error.Unauthenticated("The operator's account is gone or disabled.");
        await call.Event(row.Id, row.Email).WriteTo(session, time.Now());
        return row.Profile;
    });

    /// <inheritdoc/>
    public Task Failed(OperatorCall call, int status) => central.Run(async session =>
    {
        await call.Event(this.GetPrimaryKey(), null, status).WriteTo(session, time.Now());
        return true;
    });
}
