"""Prints figures as text for people and as JSON for the next comparison."""
import dataclasses
import json

import figures


def print_figure(figure):
    print(f'{figure.row}: {figure.what}')
    for side in [figure.ours] + ([figure.peer] if figure.peer else []):
        if side.values:
            print(f'  {side.name:<13} {figures.spread(side.values)} {figure.unit}{_extras(side)}')
    if figure.ratios():
        print(f'  {"ratio":<13} {figures.spread(figure.ratios(), 2)}{_cpu_ratio(figure)}')
    print(f'  {_verdict_line(figure)}{_noise(figure)}')
    for note in figure.notes:
        print(f'  {note}')
    print(flush=True)


def _extras(side):
    parts = []
    for key, form in (('cpu_us_per_alert', 'cpu {} us/alert'), ('rss_mb', 'rss {} MB')):
        value = side.extra(key)
        if value:
            parts.append(form.format(figures.number(value)))
    if side.allocations is not None:
        parts.append(f'{figures.number(side.allocations)} allocs/alert')
    errors = sum(run.get('errors', 0) for run in side.runs)
    if errors:
        kinds = [run['error_kinds'] for run in side.runs if run.get('errors')]
        parts.append(f'ERRORS {errors} {kinds[0]}')
    unsent = sum(run.get('unsent', 0) for run in side.runs if run.get('rate'))
    if unsent:
        parts.append(f'OVERRUN {unsent} requests never sent')
    return ''.join(', ' + part for part in parts)


def _cpu_ratio(figure):
    ours, peer = figure.ours.extra('cpu_us_per_alert'), figure.peer.extra('cpu_us_per_alert')
    return f', cpu/alert {ours / peer:.2f}x' if ours and peer else ''


def _verdict_line(figure):
    if figure.verdict() == 'not measured':
        return f'not measured: {figure.not_measured or "nothing to compare with"}{_reach(figure)}'
    if figure.goal is None:
        return 'no goal'
    got = figures.number(figure.got(), 2) + _goal_unit(figure)
    return f'{_reach(figure).lstrip(", ")}, got {got}: {figure.verdict()}'


def _reach(figure):
    if figure.goal is None:
        return ''
    sign = '>=' if figure.goal.at_least else '<='
    return f', reach {sign} {figures.number(figure.goal.limit, 2)}{_goal_unit(figure)}'


def _goal_unit(figure):
    return 'x' if figure.goal.kind == 'ratio' else f' {figure.unit}'


def _noise(figure):
    percents = figures.foreign_percents(figure)
    if not percents:
        return ''
    noisy = sum(percent > figures.NOISY_PERCENT for percent in percents)
    text = f'  [foreign cpu {figures.spread(percents, 0)} %'
    return text + (f', {noisy} of {len(percents)} runs noisy]' if noisy else ']')


def print_summary(measured):
    print(f'{"row":<24} {"reach":>10} {"got":>12}  verdict')
    for figure in measured:
        reach = _reach(figure).replace(', reach ', '')
        got = '-' if figure.verdict() == 'not measured' else figures.number(figure.got(), 2)
        print(f'{figure.row:<24} {reach:>10} {got:>12}  {figure.verdict()}')


def write_json(path, measured):
    rows = []
    for figure in measured:
        row = dataclasses.asdict(figure)
        row.update(ratios=figure.ratios(), got=figure.got(), verdict=figure.verdict())
        rows.append(row)
    path.write_text(json.dumps(rows, indent=1) + '\n')
