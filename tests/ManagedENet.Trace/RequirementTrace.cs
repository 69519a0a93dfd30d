using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Trace;

/// <summary>Requirements, and who names them.</summary>
internal sealed class RequirementTrace
{
    private readonly ILookup<string, Citation> _code;
    private readonly ILookup<string, Citation> _tests;
    private readonly IReadOnlyList<string> _gaps;

    public RequirementTrace(IReadOnlyList<Requirement> requirements, IReadOnlyList<Citation> code, IReadOnlyList<Citation> tests)
    {
        Requirements = requirements;
        _code = code.ToLookup(citation => citation.Id, StringComparer.Ordinal);
        _tests = tests.ToLookup(citation => citation.Id, StringComparer.Ordinal);
        _gaps = [.. FindGaps(code.Concat(tests))];
    }

    public IReadOnlyList<Requirement> Requirements { get; }

    public IEnumerable<string> CodeOf(string id) => Places(_code, id);

    public IEnumerable<string> TestsOf(string id) => Places(_tests, id);

    /// <summary>What is missing, one line each.</summary>
    public IEnumerable<string> Gaps() => _gaps;

    public string Summary()
    {
        int withoutCode = Requirements.Count(requirement => !_code.Contains(requirement.Id));
        int withoutTest = Requirements.Count(requirement => !_tests.Contains(requirement.Id));
        return $"{Requirements.Count} requirements, {withoutCode} without code, {withoutTest} without a test";
    }

    private static IEnumerable<string> Places(ILookup<string, Citation> citations, string id)
    {
        return citations[id].Select(citation => citation.Where).Distinct(StringComparer.Ordinal);
    }

    private IEnumerable<string> FindGaps(IEnumerable<Citation> citations)
    {
        foreach (Requirement requirement in Requirements)
        {
            string missing = (_code.Contains(requirement.Id), _tests.Contains(requirement.Id)) switch
            {
                (true, true) => "",
                (true, false) => "a test",
                (false, true) => "code",
                (false, false) => "code and a test",
            };
            if (missing.Length > 0) yield return $"{requirement.Id} lacks {missing}: {requirement.Title}";
        }

        var known = Requirements.Select(requirement => requirement.Id).ToHashSet(StringComparer.Ordinal);
        foreach (Citation citation in citations.Where(citation => !known.Contains(citation.Id)))
        {
            yield return $"{citation.Source} names {citation.Id}, which protocol-spec does not have";
        }
    }
}
