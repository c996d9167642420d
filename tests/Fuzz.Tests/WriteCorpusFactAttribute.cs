namespace CdnLab.Fuzz.Tests;

/// <summary>Runs only when somebody asks for the corpus to be written anew.</summary>
internal sealed class WriteCorpusFactAttribute : FactAttribute
{
    public const string Variable = "CDNLAB_WRITE_CORPUS";

    public WriteCorpusFactAttribute()
    {
        if (Environment.GetEnvironmentVariable(Variable) != "1")
        {
            Skip = $"writes into the source tree; set {Variable}=1";
        }
    }
}
