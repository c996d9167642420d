using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace CdnLab.Architecture.Tests;

/// <summary>References point one way, in the project files and in what was compiled.</summary>
public sealed class ArrowTests
{
    private static readonly string[] ProjectFiles =
        [.. Repository.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && !path.StartsWith("tests/", StringComparison.Ordinal))];

    [Fact]
    public void Project_files_name_only_what_their_arrows_allow()
    {
        string[] wrong = [.. ProjectFiles.SelectMany(path => References(path)
            .Where(reference => !Allowed(Name(path)).Contains(reference))
            .Select(reference => $"{path} refers to {reference}"))];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Assemblies_name_only_what_their_arrows_allow()
    {
        var wrong = new List<string>();
        int seen = 0;
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
        {
            if (!TryGetProject(Path.GetFileNameWithoutExtension(file), out string project))
            {
                continue;
            }

            seen++;
            using var stream = File.OpenRead(file);
            using var image = new PEReader(stream);
            MetadataReader metadata = image.GetMetadataReader();
            foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences)
            {
                string name = metadata.GetString(metadata.GetAssemblyReference(handle).Name);
                if (TryGetProject(name, out string reference) && !Allowed(project).Contains(reference))
                {
                    wrong.Add($"{Path.GetFileName(file)} uses {reference}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(seen == ProjectFiles.Length, $"{seen} assemblies of {ProjectFiles.Length} projects lie beside the tests");
    }

    [Fact]
    public void Every_project_has_its_arrows_and_every_arrow_its_project()
    {
        Assert.Equal(Arrows.Allowed.Keys.Order(StringComparer.Ordinal), ProjectFiles.Select(Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nodes_never_know_the_lab_and_the_lab_never_knows_a_nodes_inside()
    {
        foreach (string path in ProjectFiles)
        {
            foreach (string reference in References(path))
            {
                string folder = FolderOf(reference);
                Assert.False(
                    path.StartsWith("nodes/", StringComparison.Ordinal) && folder != "nodes",
                    $"{path} refers to {reference}, which is in {folder}/");
                Assert.False(
                    !path.StartsWith("nodes/", StringComparison.Ordinal) && reference is "CdnLab.Node" or "CdnLab.Forwarding",
                    $"{path} refers to {reference}: the lab starts nodes as processes");
            }
        }
    }

    [Fact]
    public void Arrows_make_no_circle()
    {
        foreach (string project in Arrows.Allowed.Keys)
        {
            var reached = new HashSet<string>();
            var next = new Stack<string>(Allowed(project));
            while (next.TryPop(out string? at))
            {
                Assert.True(at != project, $"{project} would know itself");
                if (reached.Add(at))
                {
                    foreach (string further in Allowed(at))
                    {
                        next.Push(further);
                    }
                }
            }
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Read("CdnLab.sln").Replace('\\', '/');
        string[] missing = [.. Repository.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{path}\"", StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, "not in CdnLab.sln: " + string.Join(", ", missing));
    }

    private static string[] Allowed(string project) => Arrows.Allowed.TryGetValue(project, out string[]? allowed) ? allowed : [];

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path);

    private static string FolderOf(string project) =>
        ProjectFiles.FirstOrDefault(path => Name(path) == project)?.Split('/')[0] ?? "no folder of this repository";

    private static IEnumerable<string> References(string path) =>
        XDocument.Load(Path.Combine(Repository.Root, path)).Descendants("ProjectReference")
            .Select(element => Name(((string)element.Attribute("Include")!).Replace('\\', '/')));

    private static bool TryGetProject(string assembly, out string project)
    {
        project = Arrows.ProjectOfAssembly.GetValueOrDefault(assembly, assembly);
        return Arrows.Allowed.ContainsKey(project);
    }
}
