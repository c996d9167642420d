namespace CdnLab.Scenario;

/// <summary>Where a value was written.</summary>
/// <param name="Source">The file's path as the user gave it, or the override itself: <c>--set viewers=abc</c>.</param>
/// <param name="Line">Line in the file, from 1; 0 where the value comes from an override or the whole file is meant.</param>
/// <param name="Column">Column in the line, from 1; 0 likewise.</param>
public readonly record struct SourceMark(string Source, int Line, int Column)
{
    /// <summary>Whether the value comes from the command line or the environment.</summary>
    public bool IsOverride => Line == 0;

    /// <summary><c>file:line:column</c>, the form that editors and terminals turn into a link.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
