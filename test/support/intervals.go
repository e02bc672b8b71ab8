// Asks Alertmanager's own package whether time intervals contain instants. Reads one JSON array of cases on standard input and answers
// with one: for each case what was wrong with the interval, or a 1 or 0 an instant. test/facts/time-intervals.peer.test.ts compares.
package main

import (
	"encoding/json"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // For a machine without /usr/share/zoneinfo.

	"github.com/prometheus/alertmanager/timeinterval"
	"gopkg.in/yaml.v2"
)

type question struct {
	// As in a configuration. JSON is YAML, and only its YAML side knows Alertmanager's field names in every version.
	Interval string  `json:"interval"`
	Instants []int64 `json:"instants"` // Milliseconds since 1970.
}

type answer struct {
	Error    string `json:"error,omitempty"`
	Contains string `json:"contains"`
}

func reply(q question) answer {
	var interval timeinterval.TimeInterval
	if err := yaml.UnmarshalStrict([]byte(q.Interval), &interval); err != nil {
		return answer{Error: err.Error()}
	}
	var contains strings.Builder
	for _, ms := range q.Instants {
		// As its mute stages ask: in UTC, when the interval names no location.
		if interval.ContainsTime(time.UnixMilli(ms).UTC()) {
			contains.WriteByte('1')
		} else {
			contains.WriteByte('0')
		}
	}
	return answer{Contains: contains.String()}
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		panic(err)
	}
	answers := make([]answer, len(questions))
	for i, q := range questions {
		answers[i] = reply(q)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
