# Renders Markdown as Jekyll's kramdown does: for each line of standard input, a JSON list of texts, a line with the JSON
# list of their pages.
require "json"
require "kramdown"
require "kramdown-parser-gfm"

$stdout.sync = true
options = { input: "GFM", hard_wrap: false, auto_ids: false, syntax_highlighter: nil }
$stdin.each_line do |line|
  puts JSON.generate(JSON.parse(line).map { |text| Kramdown::Document.new(text, options).to_html })
end
