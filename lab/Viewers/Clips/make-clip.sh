#!/usr/bin/env bash
# Makes clip.ivf (VP8) and clip.opus (Opus in Ogg), the media that simulated publishers send, and checks them.
# Needs Debian's ffmpeg and fonts-dejavu-core:  apt-get install -y ffmpeg fonts-dejavu-core
# Usage: lab/Viewers/Clips/make-clip.sh [output folder]     (default: the script's own folder)
set -euo pipefail

seconds=12
fps=30
key_interval=60                                # frames; a key frame every 2 s
frames=$((seconds * fps))
packets=$((seconds * 50))                      # Opus packets of 20 ms
out=${1:-$(cd "$(dirname "$0")" && pwd)}
font=/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf
[ -r "$font" ] || { echo "missing $font: apt-get install -y fonts-dejavu-core" >&2; exit 1; }

# The frame number as 16 squares of 40x40 along the bottom edge, left to right:
# white, black (the two levels to compare with), 12 bits of the number (highest first), parity (white when the number has
# an odd count of ones), black.
blocks="drawbox=x=0:y=320:w=640:h=40:color=black:t=fill,drawbox=x=0:y=320:w=40:h=40:color=white:t=fill"
ones=0
for bit in $(seq 0 11); do
  value="mod(floor(n/$((1 << bit))),2)"
  blocks+=",drawbox=x=$(((13 - bit) * 40)):y=320:w=40:h=40:color=white:t=fill:enable='$value'"
  ones+="+$value"
done
blocks+=",drawbox=x=560:y=320:w=40:h=40:color=white:t=fill:enable='mod($ones,2)'"

# Everything that moves returns to its place after $seconds, so the loop has no jump but the clock's.
# A large soft picture keeps key frames small; a small busy one (test card, grain) gives the frames between them work to do.
picture="
color=c=0x203040:s=640x360:r=$fps:d=$seconds,format=yuv420p[back];
testsrc2=s=208x116:r=$fps:d=$seconds,format=yuv420p[card];
color=c=gray:s=192x116:r=$fps:d=$seconds,format=yuv420p,noise=c0_seed=7:c0_strength=18:c0_flags=t[grain];
color=c=0xE0A030:s=48x48:r=$fps:d=$seconds,format=yuv420p[ball];
[back][card]overlay=x=24:y=24[a];
[a][grain]overlay=x=424:y=24[b];
[b][ball]overlay=x='296+272*sin(2*PI*n/120)':y='232+32*sin(2*PI*n/45)',
drawtext=fontfile=$font:fontsize=44:fontcolor=white:x=140:y=156:text='%{pts\:hms}',
drawtext=fontfile=$font:fontsize=26:fontcolor=0xC0D0E0:x=246:y=70:text='frame %{frame_num}',
$blocks,loop=loop=1:size=$frames[v]"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Encoded twice in a row, of which the second is kept: its first frames have the quality of a running encoder, and the loop
# changes nothing but the clock. One thread, no alternate references, no look-ahead: every frame that goes in comes out at once and is shown.
# -max-intra-rate is in percent of the average frame's size.
ffmpeg -hide_banner -loglevel error -nostdin -y -filter_complex "$picture" -map '[v]' -frames:v $((2 * frames)) \
  -c:v libvpx -threads 1 -b:v 500k -minrate 500k -maxrate 500k -bufsize 500k \
  -deadline realtime -cpu-used 2 -auto-alt-ref 0 -lag-in-frames 0 -error-resilient default \
  -g $key_interval -keyint_min $key_interval -max-intra-rate 400 -qmin 8 -qmax 56 \
  -flags +bitexact -fflags +bitexact -f ivf "$work/twice.ivf"
ffmpeg -hide_banner -loglevel error -nostdin -y -ss $seconds -i "$work/twice.ivf" -c copy \
  -flags +bitexact -fflags +bitexact -f ivf "$work/clip.ivf"

# A quiet tone that drifts, so that no two packets are alike, and a beep in the first 100 ms of each second. The encoder
# puts 312 samples before the first one (the pre-skip); the source is shorter by as many, so that the packets cover exactly
# $seconds.
samples=$((seconds * 48000 - 312))
tone="0.06*sin(2*PI*(220*t+60*t*t/$seconds))"
left="$tone+0.4*sin(2*PI*1000*t)*lt(mod(t,1),0.1)+0.004*(random(0)-0.5)"
right="$tone+0.4*sin(2*PI*1500*t)*lt(mod(t,1),0.1)+0.004*(random(1)-0.5)"
ffmpeg -hide_banner -loglevel error -nostdin -y \
  -f lavfi -i "aevalsrc='$left|$right':s=48000:c=stereo" -af "atrim=end_sample=$samples" \
  -c:a libopus -b:a 40k -vbr on -application audio -frame_duration 20 \
  -flags +bitexact -fflags +bitexact -f opus "$work/clip.opus"

# What the lab relies on.
fail() { echo "clip not as wanted: $*" >&2; exit 1; }
ffprobe -v error -show_entries packet=size,flags,data_hash -show_data_hash md5 -of csv=p=0 "$work/clip.ivf" | grep , > "$work/video.csv"
ffmpeg -v error -i "$work/clip.opus" -c copy -f framemd5 - | grep -v '^#' > "$work/audio.csv"
[ "$(wc -l < "$work/video.csv")" -eq "$frames" ] || fail "$(wc -l < "$work/video.csv") video frames, wanted $frames"
[ "$(wc -l < "$work/audio.csv")" -eq "$packets" ] || fail "$(wc -l < "$work/audio.csv") audio packets, wanted $packets"
[ "$(cut -d, -f3 "$work/video.csv" | sort -u | wc -l)" -eq "$frames" ] || fail "two video frames are alike"
[ "$(cut -d, -f6 "$work/audio.csv" | sort -u | wc -l)" -eq "$packets" ] || fail "two audio packets are alike"
awk -F, -v every=$key_interval '
  { key = ($2 ~ /K/); if (key != ((NR - 1) % every == 0)) { print "frame " NR - 1 ": key=" key; bad = 1 }
    if (key && $1 > largest) largest = $1; if (!key && $1 > inter) inter = $1; total += $1 }
  END { printf "video: %d frames, %.0f kbit/s, largest key frame %d bytes, largest other frame %d bytes\n", NR, total * 8 * '$fps' / NR / 1000, largest, inter
        if (largest > 14000 || inter > 14000) { print "a frame is larger than 14000 bytes"; bad = 1 }; exit bad }' "$work/video.csv" || fail "see above"
awk -F, '{ total += $5 } END { printf "audio: %d packets, %.0f kbit/s\n", NR, total * 8 * 50 / NR / 1000 }' "$work/audio.csv"

mv "$work/clip.ivf" "$work/clip.opus" "$out/"
