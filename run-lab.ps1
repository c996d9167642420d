#Requires -Version 7.0
<#
.SYNOPSIS
Runs CdnLab: real CDN nodes, shaped links, simulated viewers, a report.

.DESCRIPTION
Takes the parameters of run-lab.sh and hands them to it: on Linux and macOS directly, on Windows inside WSL2, whose default
distribution is used. run-lab.sh sets the machine up, builds the lab once, and starts the program that does the work.

Exit codes: 0 pass, 1 fault of the lab, 2 bad arguments or scenario, 3 a node failed or the host cannot run this,
4 objective missed, 5 regression, 6 inconclusive, 7 invalid run, 130 cancelled.

.PARAMETER Scenario
Runs a scenario of scenarios/, or a file that ends in .yaml.

.PARAMETER List
Shows scenarios and link profiles.

.PARAMETER Doctor
Says what this machine can run, and what is missing.

.PARAMETER Test
Runs all tests; the last line is "N passed, N failed, N skipped".

.PARAMETER Compare
Compares two results.json files; -Report names the page to write.

.PARAMETER Report
Writes the report of a run folder again.

.PARAMETER Calibrate
Compares the machine with itself, to learn its noise.

.PARAMETER Show
Prints nodes, routes or connections of a running node; -Node says which.

.PARAMETER Help
Shows this text.

.PARAMETER Set
Changes values of the scenario; several with commas, or -Set again.

.PARAMETER Seed
Seed of everything random.

.PARAMETER Out
Folder for the results; default runs/.

.PARAMETER Hold
Keeps the cluster up after measuring, until Enter or Ctrl-C.

.PARAMETER Live
Shows measurements while the run goes on.

.PARAMETER Baseline
Also runs another commit, or reads a results file, and compares.

.PARAMETER Pairs
Number of pairs of runs with -Baseline.

.PARAMETER Gate
Rules that decide pass or fail.

.PARAMETER Profile
Named set of run options, such as local or ci.

.PARAMETER DryRun
Prints the resolved scenario and the commands; starts nothing.

.PARAMETER Node
The node to ask.

.EXAMPLE
./run-lab.ps1 -Scenario eu-us

.EXAMPLE
./run-lab.ps1 -Scenario eu-us -Set viewers=200,duration=30s

.EXAMPLE
./run-lab.ps1 -Test
#>
[CmdletBinding(PositionalBinding = $false)]
param(
    [string] $Scenario,
    [switch] $List,
    [switch] $Doctor,
    [switch] $Test,
    [string[]] $Compare,
    [string] $Report,
    [switch] $Calibrate,
    [ValidateSet('nodes', 'routes', 'connections')]
    [string] $Show,
    [switch] $Help,
    [string[]] $Set,
    [string] $Seed,
    [string] $Out,
    [switch] $Hold,
    [switch] $Live,
    [string] $Baseline,
    [string] $Pairs,
    [string] $Gate,
    [string] $Profile,
    [switch] $DryRun,
    [string] $Node
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

if ($Help -or $PSBoundParameters.Count -eq 0) {
    Get-Help -Full $PSCommandPath
    exit $(if ($Help) { 0 } else { 2 })
}

# Every parameter under its own name; run-lab.sh checks values and what goes together.
$arguments = [System.Collections.Generic.List[string]]::new()
foreach ($parameter in $PSBoundParameters.GetEnumerator()) {
    if ($parameter.Value -is [switch]) {
        if ($parameter.Value) { $arguments.Add("-$($parameter.Key)") }
    }
    else {
        $arguments.Add("-$($parameter.Key)=$($parameter.Value -join ',')")
    }
}

if (-not $IsWindows) {
    & bash (Join-Path $PSScriptRoot 'run-lab.sh') @arguments
    exit $LASTEXITCODE
}

if (-not (Get-Command wsl.exe -ErrorAction SilentlyContinue)) {
    Write-Error -ErrorAction Continue 'The lab runs on Linux; on Windows that is WSL2, which is not installed. As administrator: wsl --install -d Debian'
    exit 3
}

# wsl.exe writes UTF-16 unless told otherwise. The default distribution has a star before its name: "* Debian  Running  2".
$env:WSL_UTF8 = '1'
$default = & wsl.exe --list --verbose 2>$null | Where-Object { $_ -match '^\s*\*\s+(\S+)\s+\S+\s+(\d)' } | Select-Object -First 1
if ($LASTEXITCODE -ne 0 -or -not $default) {
    Write-Error -ErrorAction Continue 'WSL has no Linux distribution. Install one: wsl --install -d Debian'
    exit 3
}

$null = $default -match '^\s*\*\s+(\S+)\s+\S+\s+(\d)'
if ($Matches[2] -ne '2') {
    Write-Error -ErrorAction Continue "The distribution $($Matches[1]) is of WSL $($Matches[2]); the lab needs WSL 2: wsl --set-version $($Matches[1]) 2"
    exit 3
}

$script = & wsl.exe --exec wslpath -a -u (Join-Path $PSScriptRoot 'run-lab.sh')
if ($LASTEXITCODE -ne 0) {
    Write-Error -ErrorAction Continue "WSL cannot see $PSScriptRoot"
    exit 3
}

& wsl.exe --cd $PWD.ProviderPath --exec bash $script @arguments
exit $LASTEXITCODE
