/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs: argv[0] is the verb itself; the result is the exit status (0 good, 1
 * findings, 2 usage or bad file, 3 environment). */
#ifndef LG_APPS_LIFEGUARD_VERBS_H
#define LG_APPS_LIFEGUARD_VERBS_H

int lg_verb_advise(int argc, char **argv);
int lg_verb_bench(int argc, char **argv);
int lg_verb_catalog(int argc, char **argv);
int lg_verb_check(int argc, char **argv);
int lg_verb_decode(int argc, char **argv);
int lg_verb_emulate(int argc, char **argv);
int lg_verb_explain(int argc, char **argv);
int lg_verb_run(int argc, char **argv);
int lg_verb_schema(int argc, char **argv);
int lg_verb_simulate(int argc, char **argv);
int lg_verb_status(int argc, char **argv);

#endif
