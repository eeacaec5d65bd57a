using System.ComponentModel;

namespace BraidMgr.Embedded;

/// <summary>A call whose method returns a value.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainCall<TResult>(CallDescriptor descriptor, CancellationToken callerToken = default)
    : GrainCall(descriptor, callerToken)
{
    private Task<TResult>? _result;
    private TaskCompletionSource<TResult>? _promise;

    internal override Task? Result => _result;

    internal override bool IsAnswered => _promise is { Task.IsCompleted: true };

    /// <summary>What the caller awaits: the method's own task when that completed at once.</summary>
    internal Task<TResult> Answer => _promise is null ? _result! : _promise.Task;

    protected abstract Task<TResult> InvokeMethod(object target);

    internal override void Invoke(object target)
    {
        try
        {
            _result = InvokeMethod(target) ?? throw ReturnedNull();
        }
        catch (Exception exception)
        {
            _result = Task.FromException<TResult>(exception);
        }
    }

    internal override void Promise() => _promise ??= IsOneWay ? null : new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal override void AnswerWithResult() => _promise?.TrySetFromTask(_result!);

    internal override void AnswerWith(Exception exception) => _promise?.TrySetException(exception);

    internal override void AnswerCanceled(CancellationToken token) => _promise?.TrySetCanceled(token);
}

/// <summary>A call whose method returns nothing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainCallOfTask(CallDescriptor descriptor, CancellationToken callerToken = default)
    : GrainCall(descriptor, callerToken)
{
    private Task? _result;
    private TaskCompletionSource? _promise;

    internal override Task? Result => _result;

    internal override bool IsAnswered => _promise is { Task.IsCompleted: true };

    /// <summary>What the caller awaits: the method's own task when that completed at once.</summary>
    internal Task Answer => _promise is null ? _result! : _promise.Task;

    protected abstract Task InvokeMethod(object target);

    internal override void Invoke(object target)
    {
        try
        {
            _result = InvokeMethod(target) ?? throw ReturnedNull();
        }
        catch (Exception exception)
        {
            _result = Task.FromException(exception);
        }
    }

    internal override void Promise() => _promise ??= IsOneWay ? null : new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal override void AnswerWithResult() => _promise?.TrySetFromTask(_result!);

    internal override void AnswerWith(Exception exception) => _promise?.TrySetException(exception);

    internal override void AnswerCanceled(CancellationToken token) => _promise?.TrySetCanceled(token);
}
