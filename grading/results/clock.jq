# timing.json: CPU time beside steps, for a look and never for points.
#
#    jq -n -f clock.jq --slurpfile verdicts ... --slurpfile references ...
#
# Steps are counted in the submission's process, CPU time outside of it.
# So a submission that hides its steps still takes the time for them.  The
# time that a manager may take is what the reference took in the same
# minute, more if it owns up to more steps or system calls.

def most_times: 3;        # of that time are all right
def slack_us: 20000;      # and so much more: a clock's noise
def us_per_system_call: 30;

def sum_of($list; $tests):
   [$list[] | select(.measured and (.test | IN($tests[])))]
   | {cpu_us: ([.[].cpu_us] | add),
      steps: ([.[].measured | .malloc_steps + .free_steps] | add),
      system_calls: ([.[].measured.system_calls] | add)};

# Compare what both have played to its end.
def compare($manager):
   [$verdicts[] | select(.manager == $manager)] as $mine
   | [$references[] | select(.manager == $manager)] as $theirs
   | [$mine[] | select(.measured).test] as $played
   | [$theirs[] | select(.measured and (.test | IN($played[]))).test]
     as $tests
   | if $tests == [] then empty else
        sum_of($mine; $tests) as $a
        | sum_of($theirs; $tests) as $b
        | ($b.cpu_us * ([1, $a.steps / $b.steps] | max)
           + us_per_system_call
             * ([0, $a.system_calls - $b.system_calls] | max)) as $fair
        | {manager: $manager, submission: $a, reference: $b,
           times: ($a.cpu_us / $fair * 10 | round / 10),
           disagree: ($a.cpu_us > most_times * $fair + slack_us)}
     end;

{clocks: [("4", "5") | compare(.)],
 plays: [$verdicts[] | select(.measured)
    | {manager, test, cpu_us, measured}]}
