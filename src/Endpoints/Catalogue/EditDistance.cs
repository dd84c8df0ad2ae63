namespace InferenceEndpoints.Catalogue;

internal static class EditDistance
{
    /// <summary>How many characters must be added, removed or replaced to make one word of the other (Levenshtein).</summary>
    public static int Between(string left, string right)
    {
        // One row of the classic table: row[j] is the distance between what was read of the left word and the first j of the right.
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
