namespace BraidMgr.Contracts.Errors;

/// <summary>Collects what is wrong with an input, so that the client learns all of it at once.</summary>
public sealed class ValidationErrors
{
    private readonly Dictionary<string, List<string>> _byField = [];

    /// <summary>True as long as nothing was found wrong.</summary>
    public bool None => _byField.Count == 0;

    /// <summary>Notes a reason against a field, named as on the wire.</summary>
    public void Add(string field, string reason)
    {
        if (!_byField.TryGetValue(field, out var reasons))
        {
            _byField[field] = reasons = [];
        }

        reasons.Add(reason);
    }

    /// <summary>Checks a text: at most <paramref name="max"/> characters, at least <paramref name="min"/>, storable in PostgreSQL.</summary>
    public void Text(string field, string? value, int max, int min = 0)
    {
        if (value is null)
        {
            return;
        }

        if (value.Length > max)
        {
            Add(field, $"has {value.Length} characters; at most {max} are allowed");
        }
        else if (value.Length < min || (min > 0 && string.IsNullOrWhiteSpace(value)))
        {
            Add(field, min == 1 ? "must not be empty" : $"needs at least {min} characters");
        }

        if (!IsStorable(value))
        {
            Add(field, "contains a NUL character or half of a surrogate pair, which cannot be stored");
        }
    }

    /// <summary>Throws a validation error when anything was found.</summary>
    public void ThrowIfAny()
    {
        if (!None)
        {
            throw Error.Invalid(_byField.ToDictionary(f => f.Key, f => f.Value.ToArray()));
        }
    }

    /// <summary>True when PostgreSQL can store the text: no NUL, no half of a surrogate pair.</summary>
    public static bool IsStorable(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\0' || char.IsLowSurrogate(value[i]))
            {
                return false;
            }

            if (char.IsHighSurrogate(value[i]) && (++i == value.Length || !char.IsLowSurrogate(value[i])))
            {
                return false;
            }
        }

        return true;
    }
}
