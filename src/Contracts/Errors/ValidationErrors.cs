namespace BraidMgr.Contracts.Errors;

/// <summary>Collects what is wrong with an input, so that the client learns all of it at once.</summary>
public sealed class ValidationErrors
{
    private readonly Dictionary<string, List<string>> _byField = [];
    private string? _firstMissing;

    /// <summary>True as long as nothing was found wrong.</summary>
    public bool None => _byField.Count == 0;

    /// <summary>How many fields are wrong.</summary>
    public int Count => _byField.Count;

    /// <summary>Notes a reason against a field, named as on the wire.</summary>
    public void Add(string field, string reason)
    {
        if (!_byField.TryGetValue(field, out var reasons))
        {
            _byField[field] = reasons = [];
        }

        reasons.Add(reason);
    }

    /// <summary>
    /// Notes that an id in a field names nothing that the caller may use. With one of these the error is NOT_FOUND, whatever else is wrong:
    /// another organization's id is answered alike in every place.
    /// </summary>
    public void Missing(string field, string what)
    {
        Add(field, Error.NoSuch(what));
        _firstMissing ??= field;
    }

    /// <summary>Takes over what was found wrong with a part of the input; <paramref name="place"/> goes before the names of its fields.</summary>
    public void Take(string place, BraidException error)
    {
        foreach (var (field, reasons) in error.Details ?? [])
        {
            foreach (var reason in reasons)
            {
                Add(place + field, reason);
            }
        }

        if (error is { Kind: ErrorKind.NotFound, Details: { } details })
        {
            _firstMissing ??= place + details.First().Key;
        }
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

    /// <summary>Throws when anything was found: VALIDATION_ERROR, or NOT_FOUND where an id names nothing.</summary>
    public void ThrowIfAny()
    {
        if (!None)
        {
            // What is missing stands first, as the message is of it.
            var details = _byField.OrderByDescending(f => f.Key == _firstMissing).ToDictionary(f => f.Key, f => f.Value.ToArray());
            throw _firstMissing is null ? Error.Invalid(details) : Error.NotFoundIn(details);
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
