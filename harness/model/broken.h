/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs that are BROKEN: what their sentences have in common, and which are made again. Pure.
 */
#ifndef HF_BROKEN_H
#define HF_BROKEN_H

#include "record.h"

/* Part of the sentence of every run that is BROKEN for want of a CPU. */
#define HF_TOO_BUSY "this machine was too busy"

/* Parts of sentences of other runs that are BROKEN: they may but need not have the same cause. */
#define HF_NOT_REACHED	"was not reached"
#define HF_NOT_RETURNED "had not returned"
#define HF_FRAMES_LOST	"the wire lost"

/* How often an experiment is to be made at most, this run included; 1: made again it would end so too. */
int hf_broken_attempts(const struct hf_record *record);

#endif
