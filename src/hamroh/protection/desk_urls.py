"""Addresses of this room at the desk, below /desk/."""

from __future__ import annotations

from django.urls import path

from hamroh.protection.attachments import views as attachments
from hamroh.protection.bribes import views as bribes
from hamroh.protection.callbacks import views as callbacks
from hamroh.protection.cases import views as cases
from hamroh.protection.complaints import views as complaints
from hamroh.protection.enquiries import views
from hamroh.protection.handover import views as handover
from hamroh.protection.hearings import views as hearings
from hamroh.protection.houses import views as houses
from hamroh.protection.htcds import views as htcds
from hamroh.protection.interpreters import views as interpreters
from hamroh.protection.joint import views as joint
from hamroh.protection.moving import taking, views as moving
from hamroh.protection.outgoing import views as outgoing
from hamroh.protection.parties import views as parties
from hamroh.protection.review import views as review
from hamroh.protection.shelter import views as shelter
from hamroh.protection.shifts import views as shifts
from hamroh.protection.tracing import views as tracing
from hamroh.protection.women import views as women

urlpatterns = [
    path("files/<uuid:id>/", attachments.attachment, name="attachment"),
    path("enquiries/<uuid:id>/files/", attachments.of_enquiry, name="enquiry_files"),
    path("cases/<uuid:id>/files/", attachments.of_case, name="case_files"),
    path("files/of/<uuid:id>/", attachments.of_person, name="person_files"),
    path("complaints/", complaints.kinds, name="complaint_cards"),
    path("complaints/<slug:slug>/", complaints.kind, name="complaint_card"),
    path("cases/", cases.cases, name="cases"),
    path("cases/open/<uuid:person>/", cases.open_case, name="open_case"),
    path("cases/<uuid:id>/note/", cases.note, name="case_note"),
    path("cases/<uuid:id>/task/", cases.task, name="case_task"),
    path("cases/<uuid:id>/refer/", cases.refer, name="refer"),
    path("cases/<uuid:id>/close/", cases.close, name="close_case"),
    path("tasks/<uuid:id>/done/", cases.task_done, name="task_done"),
    path("clocks/<uuid:id>/", cases.clock, name="clock"),
    path("referrals/", cases.referrals, name="referrals"),
    path("referrals/<uuid:id>/", cases.answer_referral, name="answer_referral"),
    path("referrals/<uuid:id>/withdraw/", cases.withdraw, name="withdraw_referral"),
    path("cases/<uuid:id>/parties/", parties.case_parties, name="case_parties"),
    path("cases/<uuid:id>/houses/", houses.of_case, name="case_houses"),
    path("houses/", houses.houses, name="houses"),
    path("cases/<uuid:id>/hearings/", hearings.of_case, name="case_hearings"),
    path("hearings/", hearings.hearings, name="hearings"),
    path("hearings/reminders.ics", hearings.download, name="hearings_file"),
    path("hearings/<uuid:id>/", hearings.change, name="change_hearing"),
    path("parties/", parties.parties, name="parties"),
    path("parties/<uuid:id>/", parties.party, name="party"),
    path("parties/said/<uuid:id>/", parties.said, name="party_said"),
    path("parties/letters/<uuid:id>/", parties.letter, name="reply_letter"),
    path("parties/links/<uuid:id>/", parties.refute, name="refute_link"),
    path("parties/meetings/<uuid:id>/", parties.meeting, name="meeting"),
    path("imports/", moving.imports, name="imports"),
    path("imports/<uuid:id>/", moving.one, name="import"),
    path("imports/<uuid:id>/columns/", moving.choose, name="import_columns"),
    path("imports/<uuid:id>/go/", moving.go, name="import_go"),
    path("imports/<uuid:id>/log/", moving.log, name="import_log"),
    path("exports/", taking.exports, name="exports"),
    path("exports/<uuid:id>/", taking.decide, name="decide_export"),
    path("exports/<uuid:id>/file/", taking.take, name="take_export"),
    path("cases/<uuid:id>/joint/", joint.open_room, name="open_joint_room"),
    path("joint/", joint.rooms, name="joint_rooms"),
    path("joint/<uuid:id>/", joint.room, name="joint_room"),
    path("joint/members/<uuid:id>/leave/", joint.leave, name="leave_room"),
    path("joint/papers/<uuid:id>/", joint.paper, name="room_paper"),
    path("joint/papers/<uuid:id>/out/", joint.take_out, name="take_paper_out"),
    path("joint/notes/<uuid:id>/kept/", joint.kept, name="promise_kept"),
    path("cases/<uuid:id>/tracing/", tracing.case_tracing, name="case_tracing"),
    path("tracing/", tracing.tracing, name="tracing"),
    path("tracing/<uuid:id>/", tracing.answer, name="answer_tracing"),
    path("cases/<uuid:id>/htcds/", htcds.row, name="htcds_row"),
    path("cases/<uuid:id>/not-punished/", htcds.unpunished, name="not_punished"),
    path("htcds/", htcds.take_in, name="htcds_take_in"),
    path("bribes/", bribes.bribes, name="bribes"),
    path("beds/", shelter.beds, name="beds"),
    path("beds/<uuid:id>/", shelter.give, name="give_bed"),
    path("beds/<uuid:id>/leave/", shelter.leave, name="leave_bed"),
    path("callbacks/", callbacks.callbacks, name="callbacks"),
    path("callbacks/<uuid:id>/", callbacks.callback, name="callback"),
    path("messages/", outgoing.outgoing, name="outgoing"),
    path("messages/<uuid:id>/", outgoing.message, name="message"),
    path("messages/person/<uuid:person>/", outgoing.write, name="write_to_person"),
    path("messages/call/<uuid:call>/", outgoing.write, name="write_to_caller"),
    path("shifts/", shifts.shifts, name="shifts"),
    path("handover/", handover.handover, name="handover"),
    path("handover/<uuid:id>/", handover.confirm, name="confirm_handover"),
    path("reviews/", review.reviews, name="reviews"),
    path("reviews/<uuid:id>/", review.review, name="answer_review"),
    path("reviews/<uuid:id>/read/", review.read, name="review_read"),
    path("interpreters/", interpreters.interpreters, name="interpreters"),
    path("interpreters/<uuid:id>/", interpreters.interpreter, name="interpreter"),
    path("interpreters/case/<uuid:case>/", interpreters.book, name="book_interpreter"),
    path("interpreting/", interpreters.interpreting, name="interpreting"),
    path("women/", women.women, name="women"),
    path("intakes/", views.intakes, name="intakes"),
    path("enquiries/", views.enquiries, name="enquiries"),
    path("enquiries/sort/", views.sort, name="sort_enquiries"),
    path("enquiries/<uuid:id>/", views.enquiry, name="enquiry"),
    path("enquiries/<uuid:id>/take/", views.take, name="take_enquiry"),
    path("enquiries/<uuid:id>/file/", views.open_file, name="enquiry_file"),
    path("enquiries/<uuid:id>/close/", views.close, name="close_enquiry"),
]
