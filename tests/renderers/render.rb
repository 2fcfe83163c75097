# Renders a JSON list of Markdown texts from standard input as Jekyll's kramdown does.
require "json"
require "kramdown"
require "kramdown-parser-gfm"

options = { input: "GFM", hard_wrap: false, auto_ids: false, syntax_highlighter: nil }
puts JSON.generate(JSON.parse($stdin.read).map { |text| Kramdown::Document.new(text, options).to_html })
