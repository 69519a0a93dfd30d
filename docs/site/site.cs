#:property RunAnalyzers=false
#:property PublishAot=false

// Two steps of docs/site/build. "stage" copies the pages of the tree to artifacts/site-source, points links that leave the site to the project's address, and writes the tables of contents and docfx.json.
// "check" looks at the pages that came of it: each link leads to a file and an anchor of the site, or out of it.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

if (!File.Exists("ManagedENet.sln")) return Fail("Run docs/site/build: it calls this from the folder of ManagedENet.sln.");
string address = XDocument.Load("Directory.Build.props").Descendants("PackageProjectUrl").Single().Value + "/blob/main/";
const string Source = "artifacts/site-source";
const string Site = "artifacts/site";
return args switch
{
    ["stage"] => Stage(),
    ["check"] => Check(),
    _ => Fail("Say stage or check."),
};

int Stage()
{
    if (Directory.Exists(Source)) Directory.Delete(Source, recursive: true);
    if (Directory.Exists(Site)) Directory.Delete(Site, recursive: true);
    string[] pages = [.. Files(".").Where(file => file.EndsWith(".md", StringComparison.Ordinal) && Path.GetFileName(file) != "PACKAGE.md")];
    foreach (string page in pages) Write(Name(page), RewriteLinks(page, File.ReadAllText(page), pages));
    foreach (string image in Files(".").Where(file => Path.GetExtension(file) is ".svg" or ".png"))
    {
        Directory.CreateDirectory(Path.Combine(Source, Path.GetDirectoryName(image)!));
        File.Copy(image, Path.Combine(Source, image));
    }

    // What a reader needs first comes first; a page that is not named here follows.
    string[] first = ["api", "async", "streams", "hosting", "scale", "test-your-game", "metrics", "unity", "godot", "simulate", "migrate-from-enet", "migrate-from-enet-csharp", "migrate-from-enet-managed", "migrate-from-litenetlib", "congestion", "reliability", "architecture", "testing"];
    IEnumerable<string> guides = pages.Where(page => Path.GetDirectoryName(page) == "docs").OrderBy(page => Array.IndexOf(first, Path.GetFileNameWithoutExtension(page)) is >= 0 and var at ? at : first.Length).ThenBy(page => page, StringComparer.Ordinal);
    Write("docs/toc.yml", Contents(guides.Select(page => (Title(page), Path.GetFileName(page)))));
    IEnumerable<string> protocol = pages.Where(page => page.StartsWith("protocol-spec/", StringComparison.Ordinal)).OrderBy(page => page == "protocol-spec/README.md" ? 0 : 1).ThenBy(page => page, StringComparer.Ordinal);
    Write("protocol-spec/toc.yml", Contents(protocol.Select(page => (Title(page), page["protocol-spec/".Length..]))));
    Write("toc.yml", Contents([("Guides", "docs/"), ("Reference", "api/"), ("Protocol", "protocol-spec/"), ("What it costs", "benchmarks/RESULTS.md"), ("What changed", "CHANGELOG.md"), ("Contributing", "CONTRIBUTING.md")]));
    Write("docfx.json", Configuration());
    Console.WriteLine($"{pages.Length} pages staged");
    return 0;
}

int Check()
{
    Dictionary<string, HashSet<string>> anchors = new(StringComparer.Ordinal);
    List<string> broken = [];
    int links = 0;
    string[] pages = [.. Directory.EnumerateFiles(Site, "*.html", SearchOption.AllDirectories)];
    foreach (string page in pages)
    {
        foreach (Match match in Regex.Matches(File.ReadAllText(page), "<(a|img|link|script)\\b[^>]*?\\s(href|src)=\"([^\"]*)\""))
        {
            string target = WebUtility.HtmlDecode(match.Groups[3].Value);
            if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal) || target.StartsWith("data:", StringComparison.Ordinal)) continue;
            links++;
            string[] parts = target.Split('#', 2);
            string path = parts[0].Split('?')[0];
            string file = path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(path)));
            if (Directory.Exists(file)) file = Path.Combine(file, "index.html");
            if (!File.Exists(file)) broken.Add($"{page}: {target}: there is no {Path.GetRelativePath(".", file)}");
            else if (parts.Length == 2 && parts[1].Length > 0 && file.EndsWith(".html", StringComparison.Ordinal) && !AnchorsOf(file).Contains(Uri.UnescapeDataString(parts[1]))) broken.Add($"{page}: {target}: no such anchor");
        }
    }

    foreach (string line in broken) Console.Error.WriteLine(line);
    Console.WriteLine($"{pages.Length} pages, {links} links inside the site, {broken.Count} broken");
    if (!File.Exists(Path.Combine(Site, "index.json"))) return Fail("The site has no index for its search.");
    return broken.Count == 0 ? 0 : 1;

    HashSet<string> AnchorsOf(string file)
    {
        if (!anchors.TryGetValue(file, out HashSet<string>? found))
        {
            found = [.. Regex.Matches(File.ReadAllText(file), "\\s(id|name)=\"([^\"]*)\"").Select(match => WebUtility.HtmlDecode(match.Groups[2].Value))];
            anchors.Add(file, found);
        }

        return found;
    }
}

// Files of the site keep their names; the first page is the tree's README.
string Name(string page) => page == "README.md" ? "index.md" : page;

string RewriteLinks(string page, string text, string[] pages)
{
    var result = new StringBuilder();
    bool isCode = false;
    foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
    {
        if (Regex.IsMatch(line, @"^\s*(```|~~~)")) isCode = !isCode;
        result.Append(isCode ? line : Regex.Replace(line, @"\]\(([^)\s]+)((?:\s+""[^""]*"")?)\)", match => $"]({Rewrite(match.Groups[1].Value)}{match.Groups[2].Value})")).Append('\n');
    }

    return result.ToString();

    string Rewrite(string target)
    {
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith('#') || target.StartsWith("mailto:", StringComparison.Ordinal)) return target;
        string[] parts = target.Split('#', 2);
        string anchor = parts.Length == 2 ? "#" + parts[1] : "";
        string folder = Path.GetDirectoryName(page)!;
        string path = Path.GetRelativePath(".", Path.Combine(folder, parts[0]));
        if (Directory.Exists(path) && pages.Contains(Path.Combine(path, "README.md"))) path = Path.Combine(path, "README.md");
        bool isShown = pages.Contains(path) || Path.GetExtension(path) is ".svg" or ".png";
        return isShown ? Path.GetRelativePath(folder.Length == 0 ? "." : folder, Name(path)) + anchor : address + path + anchor;
    }
}

string Configuration()
{
    IEnumerable<string> assemblies = Directory.EnumerateDirectories("src").Select(Path.GetFileName).Where(name => name != "ManagedENet.Tool" && File.Exists($"src/{name}/PACKAGE.md")).Select(name => $"\"src/{name}/bin/Release/net10.0/{name}.dll\"");
    return $$"""
        {
          "metadata": [
            {
              "src": [ { "src": "../..", "files": [ {{string.Join(", ", assemblies)}} ] } ],
              "output": "api",
              "namespaceLayout": "nested",
              "disableGitFeatures": true
            }
          ],
          "build": {
            "content": [ { "files": [ "**/*.md", "**/toc.yml", "api/**.yml" ] } ],
            "resource": [ { "files": [ "**/*.svg", "**/*.png" ] } ],
            "output": "../site",
            "template": [ "default", "modern", "../../docs/site/template" ],
            "disableGitFeatures": true,
            "globalMetadata": {
              "_appName": "ManagedENet",
              "_appTitle": "ManagedENet",
              "_appFooter": "MIT licence. ENet is by Lee Salzman.",
              "_appLogoPath": "docs/images/icon.png",
              "_appFaviconPath": "docs/images/icon.png",
              "_enableSearch": true
            }
          }
        }
        """;
}

static IEnumerable<string> Files(string folder)
{
    string[] left = ["bin", "obj", "artifacts", "packages", "TestResults"];
    IEnumerable<string> below = Directory.EnumerateDirectories(folder).Where(child => !left.Contains(Path.GetFileName(child)) && !Path.GetFileName(child).StartsWith('.')).SelectMany(Files);
    return Directory.EnumerateFiles(folder).Select(file => Path.GetRelativePath(".", file)).Concat(below).Order(StringComparer.Ordinal);
}

static string Title(string page) => File.ReadLines(page).First(line => line.StartsWith("# ", StringComparison.Ordinal))[2..];

static string Contents(IEnumerable<(string Name, string Link)> entries) => string.Concat(entries.Select(entry => $"- name: \"{entry.Name.Replace("\"", "\\\"", StringComparison.Ordinal)}\"\n  href: {entry.Link}\n"));

static void Write(string name, string text)
{
    string path = Path.Combine(Source, name);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllText(path, text);
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
