namespace CdnLab.Rtc.Tests.Srtp;

internal static class Hex
{
    /// <summary>Bytes of hexadecimal digits; white space, as the RFCs print it, is skipped.</summary>
    public static byte[] Bytes(string digits) => Convert.FromHexString(string.Concat(digits.Where(c => !char.IsWhiteSpace(c))));
}
