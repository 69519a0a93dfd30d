using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Extensions.Configuration;

namespace ManagedENet.Hosting;

/// <summary>The keys of one section of the configuration, and what each of them changes. A key that is none of them is an error: it would be a wish that nobody hears.</summary>
internal sealed class SettingTable<T>
{
    private readonly Dictionary<string, Func<T, SettingText, T>> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Func<T, IConfigurationSection, List<string>, T>> _sections = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _onlyInCode = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _elsewhere = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys that have a value, as they are written.</summary>
    public IEnumerable<string> Keys => _settings.Keys;

    /// <summary>The keys that cannot be set by text, with the reason.</summary>
    public IReadOnlyDictionary<string, string> OnlyInCode => _onlyInCode;

    /// <summary>A key with a value.</summary>
    public SettingTable<T> Add(string key, Func<T, SettingText, T> apply)
    {
        _settings.Add(key, apply);
        return this;
    }

    /// <summary>A key that is a section of its own.</summary>
    public SettingTable<T> AddSection<TInner>(string key, SettingTable<TInner> table, Func<T, TInner> get, Action<T, TInner> set)
    {
        _sections.Add(key, (options, section, errors) =>
        {
            set(options, table.Apply(get(options), section, errors));
            return options;
        });
        foreach (string inner in table.Keys.Concat(table.OnlyInCode.Keys)) _elsewhere.TryAdd(inner, key);
        return this;
    }

    /// <summary>What is an object and no text.</summary>
    public SettingTable<T> AddOnlyInCode(string key, string reason)
    {
        _onlyInCode.Add(key, reason);
        return this;
    }

    /// <summary>The options as the section changes them. What is wrong is added to the errors, and the rest is read all the same, so that all errors are told at once.</summary>
    public T Apply(T options, IConfigurationSection section, List<string> errors)
    {
        if (!string.IsNullOrWhiteSpace(section.Value)) errors.Add($"{section.Path} is \"{section.Value}\", but it is a section with keys of its own: {NamesNear("")}.");
        foreach (IConfigurationSection child in section.GetChildren()) options = ApplyOne(options, child, errors);
        return options;
    }

    private T ApplyOne(T options, IConfigurationSection child, List<string> errors)
    {
        if (_sections.TryGetValue(child.Key, out Func<T, IConfigurationSection, List<string>, T>? applySection)) return applySection(options, child, errors);
        if (!_settings.TryGetValue(child.Key, out Func<T, SettingText, T>? apply))
        {
            errors.Add(WhyUnknown(child));
            return options;
        }

        if (child.GetChildren().FirstOrDefault() is { } inner)
        {
            errors.Add($"{inner.Path} is read by nobody: {child.Path} has a value and no keys below it.");
            return options;
        }

        try
        {
            return apply(options, new SettingText(child.Value));
        }
        catch (FormatException e)
        {
            errors.Add($"{child.Path} is \"{child.Value}\": {e.Message}.");
            return options;
        }
    }

    private string WhyUnknown(IConfigurationSection child)
    {
        if (_onlyInCode.TryGetValue(child.Key, out string? reason)) return $"{child.Path} cannot be set in the configuration: {reason}.";
        string parent = child.Path[..^child.Key.Length];
        return _elsewhere.TryGetValue(child.Key, out string? section)
            ? $"{child.Path} is read by nobody: it belongs to {parent}{section}{ConfigurationPath.KeyDelimiter}{child.Key}."
            : $"{child.Path} is read by nobody. Near it there is {NamesNear(child.Key)}.";
    }

    private string NamesNear(string key) => string.Join(", ", NearestNames.Of(key, _settings.Keys.Concat(_sections.Keys).Concat(_elsewhere.Select(pair => $"{pair.Value}{ConfigurationPath.KeyDelimiter}{pair.Key}"))));
}
