#pragma once

#include "jobs/place_access.hpp"
#include "places/place.hpp"

#include <QDialog>

#include <functional>
#include <memory>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;

namespace dpl::ui {

class FieldNote;
class PlaceTrial;
class PrimaryButton;

/// A place where jobs run, to be entered or changed. What is wrong stands below its field.
class PlaceDialog : public QDialog {
    Q_OBJECT

public:
    /// Takes the place over, or says in a sentence why not.
    using Keep = std::function<QString(const places::Place&)>;

    PlaceDialog(
        const places::Place& place, const QString& title, PlaceAccess access, Keep keep, QWidget* parent = nullptr);

    places::Place place() const; ///< as it is entered
    void accept() override; ///< if it is kept

private:
    FieldNote* addRow(QFormLayout& form, const QString& label, QWidget* field);
    void check();
    void showKind();

    places::Place m_before;
    Keep m_keep;
    QLineEdit* m_name = nullptr;
    QComboBox* m_kind = nullptr;
    QLineEdit* m_host = nullptr;
    QLineEdit* m_folder = nullptr;
    QLineEdit* m_program = nullptr;
    QPlainTextEdit* m_setup = nullptr;
    QPlainTextEdit* m_directives = nullptr;
    QCheckBox* m_requeue = nullptr;
    FieldNote* m_nameNote = nullptr;
    FieldNote* m_hostNote = nullptr;
    FieldNote* m_folderNote = nullptr;
    FieldNote* m_programNote = nullptr;
    FieldNote* m_directivesNote = nullptr;
    QFormLayout* m_form = nullptr;
    PlaceTrial* m_trial = nullptr;
    PrimaryButton* m_save = nullptr;
};

} // namespace dpl::ui
