"""What the corpus' own values are called in each language: a topic's key, a licence, an outcome.

``NAMES[kind][value] = (Korean, English)``. What is not here (a county, a paper) is called as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from korean.names import topics

Pair = tuple[str, str]

NAMES: Mapping[str, Mapping[str, Pair]] = {
    "topic": topics(),
    "region": {
        "서울": ("서울", "Seoul"),
        "부산": ("부산", "Busan"),
        "대구": ("대구", "Daegu"),
        "인천": ("인천", "Incheon"),
        "광주": ("광주", "Gwangju"),
        "대전": ("대전", "Daejeon"),
        "울산": ("울산", "Ulsan"),
        "세종": ("세종", "Sejong"),
        "경기": ("경기", "Gyeonggi"),
        "강원": ("강원", "Gangwon"),
        "충북": ("충북", "Chungbuk"),
        "충남": ("충남", "Chungnam"),
        "전북": ("전북", "Jeonbuk"),
        "전남": ("전남", "Jeonnam"),
        "경북": ("경북", "Gyeongbuk"),
        "경남": ("경남", "Gyeongnam"),
        "제주": ("제주", "Jeju"),
        "전남광주": ("전남광주", "Jeonnam–Gwangju"),
        "대구경북": ("대구경북", "Daegu–Gyeongbuk"),
        "영남권": ("영남권", "Yeongnam area"),
        "호남권": ("호남권", "Honam area"),
        "동남권": ("동남권", "South-east"),
        "충청권": ("충청권", "Chungcheong area"),
        "수도권": ("수도권", "Capital area"),
        "전국": ("전국", "nationwide"),
    },
    "band": {
        "accept": ("확실", "certain"),
        "review": ("확인 필요", "to be reviewed"),
        "reject": ("제외", "rejected"),
    },
    "licence": {
        "KOGL-1": ("공공누리 1유형", "KOGL type 1"),
        "KOGL-2": ("공공누리 2유형", "KOGL type 2"),
        "KOGL-3": ("공공누리 3유형", "KOGL type 3"),
        "KOGL-4": ("공공누리 4유형", "KOGL type 4"),
        "all-rights-reserved": ("모든 권리 보유", "all rights reserved"),
        "unknown": ("알 수 없음", "unknown"),
    },
    "rights_source": {
        "page": ("기사 페이지", "the article's page"),
        "meta": ("페이지의 메타데이터", "the page's metadata"),
        "robots": ("robots 지시", "robots rules"),
        "outlet-default": ("매체의 일반 방침", "the outlet's general terms"),
    },
    "label": {"on_topic": ("AI 정책", "on topic"), "off_topic": ("주제 밖", "off topic")},
    "kind": {
        "national": ("전국 매체", "national"),
        "regional": ("지역 매체", "regional"),
        "government": ("정부·지자체", "government"),
    },
    "tag": {
        "topic": ("주제", "Topics"),
        "region": ("지역", "Regions"),
        "agency": ("기관", "Agencies"),
        "programme": ("법·사업", "Laws & programmes"),
        "amount": ("금액", "Amounts"),
        "outlet": ("매체", "Outlets"),
        "band": ("관련성", "Relevance"),
        "licence": ("이용 조건", "Rights"),
    },
    "gate": {
        "clean": ("본문이 아닌 줄", "lines that are not the article's own words"),
        "sense": ("여기서 ‘AI’의 뜻", "what AI means here"),
        "aboutness": ("AI가 주제인가", "is AI the subject?"),
        "headline": ("제목에 누가 나오고 무엇을 하는가", "who stands in the headline"),
        "policy": ("공공 주체나 정책 논의가 다루는가", "does a public actor act on it?"),
        "model": ("라벨로 배운 모형", "what the model learnt from labels adds"),
    },
    "reason": {
        "policy": ("공공 주체나 정책 논의가 AI를 다룸", "a public actor, or a policy debate, acts on AI"),
        "policy_foreign": ("다른 나라 정부가 AI를 다룸", "another state acts on AI"),
        "policy_weak": ("AI가 주제이나 공공 주체가 흐릿함", "AI is the subject, the public actor is faint"),
        "title_only": ("제목뿐이라 판단을 미룸", "a headline alone, and it does not decide"),
        "no_ai": ("AI가 나오지 않음", "AI is not mentioned"),
        "notice": ("안내문에만 AI가 나옴", "only notices say AI"),
        "avian": ("AI가 조류인플루엔자를 뜻함", "AI is avian influenza"),
        "insemination": ("AI가 인공수정을 뜻함", "AI is artificial insemination"),
        "affiliation": ("이름 속에만 AI가 있음", "AI only stands in a name"),
        "passing": ("AI는 언급만 되고 주제는 다름", "AI is mentioned, the article is about something else"),
        "corporate": ("기업 소식", "a company's news"),
        "market": ("증시 소식", "news of the stock market"),
        "leisure": ("스포츠·문화·인물·나눔·사고 소식", "sport, culture, people, giving or accidents"),
        "no_actor": ("공공 주체도 정책 논의도 없음", "about AI, but no public actor and no policy debate"),
        "label": ("사람이 정함", "a person said so"),
        "model": ("모형이 규칙의 판단을 바꿈", "the model turned what the rules had said"),
    },
    "field": {
        "title": ("제목", "title"),
        "subtitle": ("부제", "subtitle"),
        "body": ("본문", "text"),
        "published": ("게시 시각", "published"),
        "published_at": ("게시 시각", "published"),
        "modified": ("수정 시각", "modified"),
        "modified_at": ("수정 시각", "modified"),
        "bylines": ("기자", "authors"),
        "place": ("발신지", "place"),
        "section": ("면", "section"),
        "programme": ("프로그램", "programme"),
        "department": ("담당 부서", "department"),
        "contact": ("연락처", "contact"),
        "captions": ("사진 설명", "captions"),
        "attachments": ("첨부 파일", "attachments"),
        "tags": ("매체의 핵심어", "the outlet's keywords"),
        "image_url": ("사진", "image"),
        "rights": ("이용 조건", "rights"),
        "language": ("언어", "language"),
    },
    "outcome": {
        "stored": ("새 기사", "new"),
        "updated": ("수정됨", "updated"),
        "unchanged": ("그대로", "unchanged"),
        "copy": ("같은 글", "copies"),
        "off_topic": ("주제 밖", "off topic"),
        "not_article": ("기사 아님", "not an article"),
        "not_korean": ("한국어 아님", "not Korean"),
        "outside_window": ("기간 밖", "outside the window"),
        "robots": ("robots 거절", "robots"),
        "blocked": ("차단됨", "blocked"),
        "unreachable": ("닿지 않음", "unreachable"),
        "http_error": ("HTTP 오류", "HTTP error"),
        "too_large": ("너무 큼", "too large"),
        "undecodable": ("글자 깨짐", "undecodable"),
        "extract_failed": ("읽지 못함", "not readable"),
    },
    "status": {
        "running": ("진행 중", "running"),
        "finished": ("끝남", "finished"),
        "failed": ("실패", "failed"),
        "crashed": ("중단", "crashed"),
    },
    "flow": {
        "ingest": ("수집", "ingest"),
        "import": ("들여오기", "import"),
        "reprocess": ("다시 읽기", "reprocess"),
        "rescore": ("다시 판정", "rescore"),
        "spread": ("나눠 수집", "spread ingest"),
    },
    "trigger": {
        "schedule": ("예약", "by schedule"),
        "hand": ("직접", "by hand"),
        "import": ("들여오기", "import"),
        "demo": ("시연", "demo"),
    },
    "state": {
        "ok": ("정상", "ok"),
        "new": ("새 매체", "new"),
        "unvisited": ("방문 안 함", "unvisited"),
        "certificate": ("인증서", "certificate"),
        "robots": ("robots 변경", "robots"),
        "blocked": ("차단됨", "blocked"),
        "unreachable": ("닿지 않음", "unreachable"),
        "failing": ("실패 중", "failing"),
        "drift": ("화면 바뀜", "drift"),
        "unstored": ("저장 안 됨", "unstored"),
        "feed_dead": ("피드 멈춤", "feed dead"),
        "undated": ("날짜 없음", "undated"),
        "rights": ("이용 조건", "rights"),
        "quiet": ("조용함", "quiet"),
    },
    "change": {
        "kept": ("그대로", "kept"),
        "changed": ("고침", "changed"),
        "added": ("덧붙임", "added"),
        "dropped": ("뺌", "left out"),
    },
    "relation": {
        "copy": ("같은 글", "copy"),
        "related": ("관련 글", "related"),
        "template": ("같은 틀", "same template"),
    },
    "language": {"ko": ("한국어", "Korean"), "en": ("영어", "English"), "other": ("기타", "other")},
    "capture": {
        "article": ("기사", "article"),
        "rendering": ("글 파일", "rendering"),
        "api": ("API", "API"),
        "list": ("목록", "list"),
        "feed": ("피드", "feed"),
    },
}  # fmt: skip


def name(kind: str, value: str, lang: str) -> str:
    """What a value is called; itself where it has no other name."""
    pair = NAMES.get(kind, {}).get(value)
    if pair is None and kind == "region" and " " in value:  # 경북 포항시
        province, _, unit = value.partition(" ")
        return f"{name(kind, province, lang)} {unit}"
    return value if pair is None else pair[lang != "ko"]
