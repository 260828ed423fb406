import type { CompletedOption, Place, Word } from './completion-table.ts';
import { powerShellQuoted } from './quote.ts';

/** A script for PowerShell 5.1 and 7. */
export function powerShellCompletion(places: readonly Place[]): string {
  return `# Completion of consentry for PowerShell. To be read by the file that $PROFILE names:
#   consentry completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName consentry -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $places = @{
${places.map(placeLine).join('\n')}
  }
  $takes = @{
${places.map(takesLine).join('\n')}
  }
  $place = ''
  $last = ''
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  foreach ($word in $words) {
    $next = "$place $word".Trim()
    if (-not $takes[$place].ContainsKey($last) -and $places.ContainsKey($next)) { $place = $next }
    $last = $word
  }
  if ($takes[$place].ContainsKey($last)) {
    $takes[$place][$last] | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
    return
  }
  $wantsOption = $wordToComplete.StartsWith('-')
  $places[$place].GetEnumerator() | Where-Object { $_.Key -like "$wordToComplete*" -and $_.Key.StartsWith('-') -eq $wantsOption } | Sort-Object Key | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
  }
}
`;
}

function placeLine({ path, words, options }: Place): string {
  const entries = [...words, ...options].map(
    ({ word, text }: Word) => `${powerShellQuoted(word)} = ${powerShellQuoted(text)}`,
  );
  return `    ${powerShellQuoted(path)} = @{ ${entries.join('; ')} }`;
}

/** Of each option that takes a value the values that are known; where there are none, PowerShell offers files by itself. */
function takesLine({ path, options }: Place): string {
  const entries = options
    .filter(({ value }) => value !== undefined)
    .map((option) => `${powerShellQuoted(option.word)} = @(${valuesOf(option)})`);
  return `    ${powerShellQuoted(path)} = @{ ${entries.join('; ')} }`;
}

function valuesOf({ value }: CompletedOption): string {
  return Array.isArray(value) ? value.map((word: string) => powerShellQuoted(word)).join(', ') : '';
}
